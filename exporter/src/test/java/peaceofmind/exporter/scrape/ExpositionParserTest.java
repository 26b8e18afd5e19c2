// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.scrape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import peaceofmind.metrics.Family;

final class ExpositionParserTest {

    private static final ScrapeLimits LIMITS = new ScrapeLimits(1_000_000, 100, 5);

    /** The example in the format's documentation. */
    private static final String DOCUMENTED = """
            # HELP http_requests_total The total number of HTTP requests.
            # TYPE http_requests_total counter
            http_requests_total{method="post",code="200"} 1027 1395066363000
            http_requests_total{method="post",code="400"}    3 1395066363000

            # Escaping in label values:
            msdos_file_access_time_seconds{path="C:\\\\DIR\\\\FILE.TXT",error="Cannot find file:\\n\\"FILE.TXT\\""} 1.458255915e9

            # Minimalistic line:
            metric_without_timestamp_and_labels 12.47

            # A weird metric from before the epoch:
            something_weird{problem="division by zero"} +Inf -3982045

            # TYPE http_request_duration_seconds histogram
            http_request_duration_seconds_bucket{le="0.05"} 24054
            http_request_duration_seconds_bucket{le="+Inf"} 144320
            http_request_duration_seconds_sum 53423
            http_request_duration_seconds_count 144320

            # TYPE rpc_duration_seconds summary
            rpc_duration_seconds{quantile="0.01"} 3102
            rpc_duration_seconds_sum 1.7560473e+07
            rpc_duration_seconds_count 2693
            """;

    @Test
    void theDocumentedExampleIsParsed() throws IOException {
        Exposition parsed = parseText(DOCUMENTED);
        assertThat(parsed.samples()).hasSize(12);
        assertThat(parsed.samples().get(0))
                .isEqualTo(new ParsedSample("http_requests_total", Map.of("method", "post", "code", "200"), 1027));
        assertThat(parsed.samples().get(2).labels())
                .containsEntry("path", "C:\\DIR\\FILE.TXT")
                .containsEntry("error", "Cannot find file:\n\"FILE.TXT\"");
        assertThat(parsed.samples().get(4).value()).isInfinite();
        assertThat(parsed.type("http_requests_total")).isEqualTo(Family.Type.COUNTER);
        assertThat(parsed.help("http_requests_total")).isEqualTo("The total number of HTTP requests.");
        assertThat(parsed.type("http_request_duration_seconds_bucket")).isEqualTo(Family.Type.HISTOGRAM);
        assertThat(parsed.type("http_request_duration_seconds_sum")).isEqualTo(Family.Type.HISTOGRAM);
        assertThat(parsed.type("rpc_duration_seconds")).isEqualTo(Family.Type.SUMMARY);
        assertThat(parsed.type("rpc_duration_seconds_count")).isEqualTo(Family.Type.SUMMARY);
        assertThat(parsed.type("something_weird")).isEqualTo(Family.Type.UNTYPED);
    }

    @Test
    void openMetricsWithExemplarsAndTimestampsIsParsed() throws IOException {
        Exposition parsed = parseOpenMetrics("""
                # TYPE foo counter
                # UNIT foo seconds
                # HELP foo With \\"quotes\\" and \\\\.
                foo_total{a="b"} 17.0 1520879607.789 # {trace_id="KOO5S4vxi0o"} 0.67 1520879607.1
                foo_created{a="b"} 1520430000.123
                # TYPE build info
                build_info{version="1"} 1
                # EOF
                """);
        assertThat(parsed.samples()).extracting(ParsedSample::value).containsExactly(17.0, 1520430000.123, 1.0);
        assertThat(parsed.type("foo_total")).isEqualTo(Family.Type.COUNTER);
        assertThat(parsed.type("foo_created")).isEqualTo(Family.Type.GAUGE);
        assertThat(parsed.help("foo_total")).isEqualTo("With \"quotes\" and \\.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a{b=\"1\",b=\"2\"} 1\n",
                "a{b=\"1\" 1\n",
                "a{b=\"1\n",
                "a{b=1} 1\n",
                "a{1b=\"x\"} 1\n",
                "1a 1\n",
                "a\n",
                "a one\n",
                "a 1d\n",
                "a 0x10\n",
                "a 1 1.5\n",
                "a 1 2 3\n",
                "a 1e400\n",
                "a +nan\n",
                "a{b=\"1\",,c=\"2\"} 1\n",
                "\r\n",
                "{\"my.metric\"} 1\n",
                "# TYPE a nonsense\n",
                "<html>\n",
                "a{b=\"1\",c=\"1\",d=\"1\",e=\"1\",f=\"1\",g=\"1\"} 1\n"
            })
    void anInvalidLineFailsTheScrapeWithItsNumber(String body) {
        assertThatThrownBy(() -> parseText("ok 1\n" + body))
                .isInstanceOf(ParseException.class)
                .hasMessageStartingWith("line 2: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a 1\n",
                "a 1\n# EOF\na 2\n",
                "a  1\n# EOF\n",
                "a 1 \n# EOF\n",
                "a\t1\n# EOF\n",
                "\na 1\n# EOF\n",
                "# a comment\n# EOF\n",
                "a{b=\"x\"c=\"y\"} 1\n# EOF\n",
                "a 1 # {b=\"c\"\n# EOF\n"
            })
    void openMetricsIsStricter(String body) {
        assertThatThrownBy(() -> parseOpenMetrics(body)).isInstanceOf(ParseException.class);
    }

    @Test
    void whatPrometheusReadsIsRead() throws IOException {
        assertThat(parseText("a nan\nb inf\nc -Infinity\nd .5\ne{b=\"\\x\"c=\"\\\\\",d=\"\",d=\"\"} 1")
                        .samples())
                .containsExactly(
                        new ParsedSample("a", Map.of(), Double.NaN),
                        new ParsedSample("b", Map.of(), Double.POSITIVE_INFINITY),
                        new ParsedSample("c", Map.of(), Double.NEGATIVE_INFINITY),
                        new ParsedSample("d", Map.of(), .5),
                        new ParsedSample("e", Map.of("b", "\\x", "c", "\\"), 1));
        assertThat(parseText("# HELP a C:\\x \\n\\\na 1\n").help("a")).isEqualTo("C:\\x \n\\");
        assertThat(parseOpenMetrics("# TYPE a gauge\n# TYPE a counter\na_total 1\n# EOF")
                        .type("a_total"))
                .isEqualTo(Family.Type.COUNTER);
    }

    @Test
    void aLastLineWithoutALineFeedCountsOnlyIfTheBodyCannotHaveBeenCutOff() {
        byte[] body = "a 1\nb 12".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() ->
                        ExpositionParser.parse(new ByteArrayInputStream(body), TextFormat.PROMETHEUS, LIMITS, false))
                .hasMessage("line 2: the body ends within a line: it may be cut off");
    }

    @Test
    void invalidUtf8FailsTheScrapeAndValidUtf8DoesNot() throws IOException {
        assertThat(parseText("a{b=\"grün\"} 1\n").samples().getFirst().labels()).containsEntry("b", "grün");
        byte[] broken = "a{b=\"?\"} 1\n".getBytes(StandardCharsets.UTF_8);
        broken[5] = (byte) 0xC3;
        assertThatThrownBy(
                        () -> ExpositionParser.parse(new ByteArrayInputStream(broken), TextFormat.PROMETHEUS, LIMITS))
                .hasMessageContaining("UTF-8");
    }

    @Test
    void exceedingALimitFailsTheScrape() {
        assertThatThrownBy(() -> parseText("a 1\n".repeat(101))).hasMessageContaining("limits.samples");
        assertThatThrownBy(() -> parseText("a 1\n".repeat(300_000))).hasMessageContaining("limits");
        assertThatThrownBy(() -> parseText("# x\n".repeat(300_000))).hasMessageContaining("limits.bytes");
        assertThatThrownBy(() -> parseText("a{b=\"" + "x".repeat(70_000) + "\"} 1\n"))
                .hasMessageContaining("longer than");
    }

    /** Any input yields a result or a ParseException, never another exception or an endless loop. */
    @Test
    void mutatedBodiesYieldAResultOrAParseException() throws IOException {
        List<String> seeds = List.of(DOCUMENTED, "a{b=\"c\"} 1 2 # {d=\"e\"} 3\n# EOF\n");
        for (int seed = 0; seed < 20_000; seed++) {
            Random random = new Random(seed);
            byte[] body = seeds.get(seed % 2).getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < 1 + random.nextInt(4); i++) {
                body[random.nextInt(body.length)] = (byte) "\n\"\\{}=,# \t0aZ\u00ff".charAt(random.nextInt(14));
            }
            for (TextFormat format : TextFormat.values()) {
                try {
                    Exposition parsed = ExpositionParser.parse(new ByteArrayInputStream(body), format, LIMITS);
                    assertThat(parsed.samples()).allMatch(sample -> ExpositionParser.isName(sample.name()));
                } catch (ParseException rejected) {
                    assertThat(rejected).as("seed " + seed).hasMessageNotContaining("null");
                }
            }
        }
    }

    private static Exposition parseText(String body) throws IOException {
        return parse(body, TextFormat.PROMETHEUS);
    }

    private static Exposition parseOpenMetrics(String body) throws IOException {
        return parse(body, TextFormat.OPEN_METRICS);
    }

    private static Exposition parse(String body, TextFormat format) throws IOException {
        return ExpositionParser.parse(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)), format, LIMITS);
    }
}
