// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.scrape;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import peaceofmind.testkit.MutationFuzzer;

/** What a scraped target can send. */
class ExpositionFuzzTest {

    private static final ScrapeLimits LIMITS = new ScrapeLimits(2_000_000, 5_000, 30);

    private static final String BODY = """
            # HELP http_requests_total The total number of requests, with a \\ and a \\n.
            # TYPE http_requests_total counter
            http_requests_total{method="post",code="200"} 1027 1395066363000
            msdos_file_access_time_seconds{path="C:\\\\DIR\\\\FILE.TXT",error="Cannot find file:\\n\\"F\\""} 1.458255915e9
            metric_without_timestamp_and_labels 12.47
            something_weird{problem="division by zero"} +Inf -3982045
            # TYPE rpc_duration_seconds summary
            rpc_duration_seconds{quantile="0.01"} 3102
            rpc_duration_seconds_sum 1.7560473e+07
            """;

    private static final String OPEN_METRICS = """
            # TYPE foo counter
            # UNIT foo seconds
            foo_total{a="b"} 17.0 1520879607.789 # {id="1"} 0.67 1520879607.123
            # TYPE bar histogram
            bar_bucket{le="+Inf"} 3
            {"quoted.name", l="x"} 1
            # EOF
            """;

    @ParameterizedTest
    @EnumSource(TextFormat.class)
    void aDamagedBodyIsAnErrorOrSamples(TextFormat format) throws Exception {
        MutationFuzzer.ofTexts("exposition, " + format, BODY, OPEN_METRICS)
                .run(
                        input -> ExpositionParser.parse(new ByteArrayInputStream(input), format, LIMITS),
                        IOException.class);
    }
}
