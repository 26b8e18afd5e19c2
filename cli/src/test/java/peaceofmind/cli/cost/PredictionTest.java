// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import peaceofmind.contract.client.MetricsPage;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.shipping.metrics.DestinationConfig;
import peaceofmind.shipping.metrics.ShipMetricsConfig;

final class PredictionTest {

    private static final String METRICS = """
            # HELP recorder_up x
            recorder_up 1
            recorder_state{state="ready"} 1
            recorder_state{state="error"} 0
            node_netstat_Tcp_InSegs 5
            """;

    private static DestinationConfig destination(String moreKeys) throws Exception {
        return ShipMetricsConfig.read(ConfigDocument.parse(
                        "test", "ship: {metrics: [{name: home, url: 'http://h/', " + moreKeys + "}]}"))
                .destinations()
                .getFirst();
    }

    @Test
    void onlyWhatIsAllowedCounts() throws Exception {
        Prediction prediction = Prediction.of(MetricsPage.parse("m", METRICS), destination("interval: 60s"), false);
        assertThat(prediction.seriesCount()).isEqualTo(3);
        assertThat(prediction.samplesPerMinute()).isEqualTo(3);
        assertThat(prediction.measured()).isFalse();
        assertThat(prediction.lines()).noneMatch(line -> line.contains("several"));
    }

    @Test
    void everyFifteenSecondsIsFourTimesAsMuchAndSaysSo() throws Exception {
        Prediction prediction =
                Prediction.of(MetricsPage.parse("m", METRICS), destination("interval: 15s, allow: all"), false);
        assertThat(prediction.samplesPerMinute()).isEqualTo(16);
        assertThat(String.join("\n", prediction.lines())).contains("4 of 10,000", "counts once");
        assertThat(prediction.lines()).allMatch(line -> line.length() <= 80);
    }

    @Test
    void bytesAreMeasuredOnceEnoughWasSent() throws Exception {
        MetricsPage exposed = MetricsPage.parse("m", METRICS + """
                peace_ship_bytes_sent_total{destination="home"} 10000.0
                peace_ship_samples_sent_total{destination="home"} 1000.0
                """);
        Prediction prediction = Prediction.of(exposed, destination("interval: 60s"), false);
        assertThat(prediction.measured()).isTrue();
        assertThat(prediction.seriesCount()).isEqualTo(5);
        assertThat(prediction.bytesPerMonth()).isCloseTo(43_834 * (5 * 10 + 1_500.0), within(100_000.0));
    }

    @Test
    void whatIsScrapedOfOtherProgramsCountsAsTheAgentShipsIt() throws Exception {
        MetricsPage exposed = MetricsPage.parse("m", METRICS + "peace_ship_series{destination=\"home\"} 1204\n");
        Prediction prediction = Prediction.of(exposed, destination("interval: 60s"), true);
        assertThat(prediction.seriesCount()).isEqualTo(1204);
        assertThat(prediction.scrapedSeries()).isEqualTo(1200);
        assertThat(String.join("\n", prediction.lines()))
                .contains("1,204 of 10,000 free", "1,200 of them from other programs");
        assertThat(Prediction.of(exposed, destination("interval: 60s"), false).seriesCount())
                .isEqualTo(4);
    }
}
