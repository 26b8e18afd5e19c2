// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.metrics;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import peaceofmind.testkit.MutationFuzzer;

/** What a receiver writes about samples that it rejects. */
class RejectionFuzzTest {

    /** As much of a response as is read. */
    private static final int MAX_BYTES = 4096;

    @Test
    void aDamagedMessageNamesASeriesOrNone() throws Exception {
        MutationFuzzer.ofTexts(
                        "rejections",
                        "received a series whose number of labels exceeds the limit (err-mimir-max-label-names-per-series):"
                                + " series: 'up{instance=\"gym\", job=\"node\"}'",
                        "label value too long for metric: \"{__name__=\\\"x\\\", a=\\\"b\\\"}\"",
                        "out of order sample {__name__=\"a\", b=\"c")
                .withMaxBytes(MAX_BYTES)
                .run(input -> {
                    String message = new String(input, StandardCharsets.UTF_8);
                    SeriesReference.isRestStored(message);
                    SeriesReference.find(message, List.of());
                });
    }
}
