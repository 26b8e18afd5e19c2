// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import peaceofmind.contract.client.MetricsPage;

class ShippingStatusTest {

    private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");

    @Test
    void nothingIsReportedWhenNothingIsShipped() {
        assertThat(ShippingStatus.lines(MetricsPage.parse("m", "up 1\n"), NOW)).isEmpty();
    }

    @Test
    void eachReceiverThatTakesEverythingIsALine() {
        List<String> lines = lines("""
                peace_ship_pending_samples{destination="grafana"} 12
                peace_ship_last_success_timestamp_seconds{destination="grafana"} 1.7e9
                peace_ship_pending_samples{destination="home"} 0
                peace_ship_last_success_timestamp_seconds{destination="home"} 1.7e9
                peace_ship_log_lag_seconds{destination="grafana"} 3
                peace_ship_log_last_success_timestamp_seconds{destination="grafana"} 1.7e9
                """);
        assertThat(lines)
                .containsExactly("metrics to grafana arrive", "metrics to home arrive", "logs to grafana arrive");
    }

    @Test
    void whatWasNeverSentIsNotReportedAsDelivered() {
        List<String> lines = lines("""
                peace_ship_pending_samples{destination="grafana"} 12
                peace_ship_log_lag_seconds{destination="loki"} 0
                peace_ship_log_up{destination="loki"} 1
                """);
        assertThat(lines)
                .containsExactly("metrics to grafana have not been sent yet", "logs to loki have not been sent yet");
    }

    @Test
    void theProblemThatDelaysShippingIsReported() {
        List<String> lines = lines("""
                peace_ship_pending_samples{destination="grafana"} 3400
                peace_ship_problem_info{destination="grafana",problem="the user or \\"password\\" is wrong (401)"} 1
                peace_ship_problem_since_timestamp_seconds{destination="grafana"} 1795773600.0
                peace_ship_pending_samples{destination="home"} 2
                peace_ship_last_success_timestamp_seconds{destination="home"} 1.7e9
                peace_ship_dropped_total{destination="home",reason="refused"} 7
                peace_ship_dropped_total{destination="home",reason="too_old"} 3
                peace_ship_log_lag_seconds{destination="loki"} 4000
                peace_ship_log_problem_info{destination="loki",problem="the name loki is not known"} 1
                peace_ship_log_problem_since_timestamp_seconds{destination="loki"} 1795777200.0
                peace_ship_log_lines_dropped_total{destination="loki",reason="too_old"} 12
                peace_ship_log_lines_dropped_total{destination="loki",reason="rejected"} 0
                """);
        assertThat(lines)
                .containsExactly(
                        "metrics to grafana wait for 2 h 00 min (3,400 samples): the user or \"password\" is wrong (401)",
                        "metrics to home arrive; 10 samples given up since its start: 7 refused by the receiver, 3 too old",
                        "logs to loki wait for 1 h 00 min: the name loki is not known, 1 h 06 min behind; 12 lines given up"
                                + " since its start: too old");
    }

    private static List<String> lines(String metrics) {
        return ShippingStatus.lines(MetricsPage.parse("m", metrics), NOW);
    }
}
