// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Series;
import peaceofmind.shipping.metrics.wire.SeriesSample;

/** Messages as receivers write them. */
final class SeriesReferenceTest {

    private static final Series FIRST =
            Series.of("up", Map.of("instance", "gym-1", "job", "a", "path", "x".repeat(300)));
    private static final Series SECOND = Series.of("up", Map.of("instance", "gym-1", "job", "b"));
    private static final Series QUOTED = Series.of("up", Map.of("instance", "gym-1", "state", "a \"b\"\n, {c}"));

    private static final List<SeriesSample> SAMPLES = Stream.of(FIRST, SECOND, QUOTED)
            .map(series -> new SeriesSample(series, Family.Type.GAUGE, 1_000, 0))
            .toList();

    private static Optional<Series> find(String message) {
        return SeriesReference.find(message, SAMPLES);
    }

    @Test
    void mimirsIngesterNamesTheWholeSeries() {
        assertThat(find("failed pushing to ingester mimir-0: user=12: per-metric series limit of 20 exceeded"
                        + " (err-mimir-max-series-per-metric). This is for series up{instance=\"gym-1\", job=\"b\"}"))
                .contains(SECOND);
        assertThat(find("The affected sample has timestamp 2026-11-30T10:00:00Z and is from series"
                        + " {__name__=\"up\", instance=\"gym-1\", job=\"b\"} (sampled 1/10)"))
                .contains(SECOND);
    }

    @Test
    void mimirsDistributorTruncatesTheSeries() {
        assertThat(
                        find(
                                "received a series whose label value length exceeds the limit, label: 'path', value: 'xx' (truncated)"
                                        + " series: 'up{instance=\"gym-1\", job=\"a\", path=\"xxxx' (err-mimir-label-value-too-long). To adjust"))
                .contains(FIRST);
        assertThat(find("series: 'up{instance=\"gym-1\", jo' (err-mimir-label-value-too-long)"))
                .as("it could be any of them")
                .isEmpty();
    }

    @Test
    void cortexQuotesTheSeries() {
        assertThat(find(
                        "label value too long for metric: \"up{instance=\\\"gym-1\\\", job=\\\"a\\\", path=\\\"xxx\" label value:"
                                + " \"xxxxxxxxxxxxx\""))
                .contains(FIRST);
        assertThat(find("user=fake: err: something. timestamp=2026-11-30T10:00:00Z, series={__name__=\"up\","
                        + " instance=\"gym-1\", job=\"b\"}"))
                .contains(SECOND);
    }

    @Test
    void valuesWithQuotationMarksAndBracesAreRead() {
        assertThat(find("bad series up{instance=\"gym-1\", state=\"a \\\"b\\\"\\n, {c}\"} here"))
                .contains(QUOTED);
    }

    @Test
    void aMessageThatNamesNoSeriesOfTheRequestIsNotBelieved() {
        assertThat(find("out of order sample")).isEmpty();
        assertThat(find("")).isEmpty();
        assertThat(find("series up{instance=\"gym-2\", job=\"b\"}")).isEmpty();
        assertThat(find("series up{")).isEmpty();
        assertThat(find("<html>{\"error\":\"no\"}</html>")).isEmpty();
    }

    @Test
    void theCodesOfMimirShowThatTheRestIsStored() {
        assertThat(SeriesReference.isRestStored("... (err-mimir-max-series-per-user). To adjust"))
                .isTrue();
        assertThat(SeriesReference.isRestStored("out of order sample")).isFalse();
    }
}
