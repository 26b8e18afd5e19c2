// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peaceofmind.contract.network.NetworkRung;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.JsonException;

/** A history is read exactly as it was written, or rejected. */
final class HistoryJsonTest {

    private static final History FULL = new History(
            "boot-1",
            List.of(RebootRecord.assumed(Duration.ofSeconds(5)), new RebootRecord(Duration.ofSeconds(7), "why")),
            Map.of(
                    "recorder",
                    new ServiceHistory(
                            List.of(Duration.ofSeconds(1), Duration.ofSeconds(2)),
                            List.of(Duration.ofSeconds(2)),
                            List.of(Duration.ofSeconds(1)),
                            Optional.of(Duration.ofSeconds(3)),
                            true,
                            Optional.of(new ServiceHistory.Instability(true)),
                            Optional.of(Duration.ofSeconds(4)))),
            List.of(
                    new Hold(Optional.of("recorder"), Duration.ofSeconds(99), "pat", "lens"),
                    new Hold(Optional.empty(), Duration.ofSeconds(98), "kim", "")),
            new Totals(Map.of("recorder", 41L), 6),
            new OpenIncidents(true, Map.of("recorder", Optional.of(Duration.ofSeconds(88)))),
            new NetworkHistory(
                    Optional.of(new NetworkHistory.Outage(
                            Optional.of(Duration.ofSeconds(50)), Duration.ofSeconds(60), "no cable", 2)),
                    List.of(Duration.ofSeconds(60)),
                    List.of(new NetworkHistory.RungRecord(
                            Duration.ofSeconds(70),
                            NetworkRung.RECONNECT,
                            "wlan0",
                            NetworkHistory.RungResult.NO_EFFECT)),
                    Map.of("reconnect/no_effect", 3L)));

    @Test
    void aHistoryRoundTrips() throws JsonException {
        assertThat(HistoryJson.read(Json.parseObject(HistoryJson.write(FULL).toString())))
                .isEqualTo(FULL);
        History fresh = History.initial("boot-9");
        assertThat(HistoryJson.read(HistoryJson.write(fresh))).isEqualTo(fresh);
    }

    @Test
    void aHistoryFromBeforeThereWereTotalsIsReadWithNone() throws JsonException {
        String text = HistoryJson.write(FULL).toString();
        String old = text.replaceFirst(",\"totals\":\\{.*\\}\\}", "}");
        assertThat(old).isNotEqualTo(text);
        assertThat(HistoryJson.read(Json.parseObject(old)).totals()).isEqualTo(Totals.NONE);
    }

    @Test
    void aHistoryFromBeforeRepairsOfTheNetworkHasNone() throws JsonException {
        String text = HistoryJson.write(FULL).toString();
        String old = text.replaceFirst(",\"network\":\\{.*\\}\\}", "}");
        assertThat(old).isNotEqualTo(text);
        assertThat(HistoryJson.read(Json.parseObject(old)).network()).isEqualTo(NetworkHistory.EMPTY);
    }

    @Test
    void aLostHistoryAllowsNoRepairForADay() throws JsonException {
        History lost = HistoryJson.read(HistoryJson.write(History.lost("boot-1", Duration.ofHours(9))));
        NetworkPolicy policy = NetworkPolicy.of(true, false);
        assertThat(lost.network().refusal(policy, Duration.ofHours(32)))
                .hasValueSatisfying(reason -> assertThat(reason).contains("the history was lost"));
        assertThat(lost.network().leftToday(policy, Duration.ofHours(32))).isZero();
        assertThat(lost.network().refusal(policy, Duration.ofHours(33))).isEmpty();
    }

    @Test
    void aHistoryFromBeforeFailedAndHelpfulRestartsWereDistinguishedHasNeither() throws JsonException {
        String text = HistoryJson.write(FULL).toString();
        String old = text.replaceFirst(
                        "\"unanswered_restarts_ms\":\\[[^]]*\\],\"helpful_restarts_ms\":\\[[^]]*\\],", "")
                .replaceFirst(",\"last_beat_ms\":4000", "")
                .replaceFirst(",\"unstable_reboot_tried\":true", "");
        assertThat(old).doesNotContain("unanswered", "helpful", "unstable");
        ServiceHistory service = HistoryJson.read(Json.parseObject(old)).service("recorder");
        assertThat(service.restarts()).hasSize(2);
        assertThat(service.unansweredRestarts()).isEmpty();
        assertThat(service.helpfulRestarts()).isEmpty();
        assertThat(service.instability()).isEmpty();
        assertThat(service.lastBeat()).isEmpty();
    }

    @Test
    void aHistoryFromBeforeIncidentsWereSavedDoesNotKnowWhichAreOpen() throws JsonException {
        String text = HistoryJson.write(FULL).toString();
        String old = text.replaceFirst(",\"incidents_ms\":\\{[^}]*\\}", "");
        assertThat(old).isNotEqualTo(text);
        assertThat(HistoryJson.read(Json.parseObject(old)).incidents()).isEqualTo(OpenIncidents.UNKNOWN);
        History lost = History.lost("boot-1", Duration.ofSeconds(9));
        assertThat(HistoryJson.read(HistoryJson.write(lost)).incidents()).isEqualTo(OpenIncidents.UNKNOWN);
    }

    @Test
    void anIncidentWithAnUnknownStartRoundTrips() throws JsonException {
        History history = History.initial("boot-1").withIncidents(OpenIncidents.assumed(List.of("recorder", "agent")));
        assertThat(HistoryJson.read(HistoryJson.write(history))).isEqualTo(history);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            "version":1                  | "version":2
            "version":1                  | "version":"1"
            "boot_id":"boot-1"           | "boot_id":7
            "boot_id"                    | "boat_id"
            "reboots"                    | "robots"
            "reboots":[                  | "reboots":5,"x":[
            "reboots":[                  | "reboots":["torn",
            "at_ms":7000                 | "at_ms":-7000
            "at_ms":7000                 | "at_ms":"soon"
            "reason":"why"               | "reason":null
            "services":                  | "servants":
            "services":{                 | "services":{"agent":5,
            "restarts_ms":[              | "restarts_ms":7,"x":[
            "restarts_ms":[              | "restarts_ms":["1",
            "restarts_ms"                | "restart_ms"
            "gave_up_at_ms":3000         | "gave_up_at_ms":"3000"
            "gave_up_at_ms":3000         | "gave_up_at_ms":-1
            "stopped_by_operator":true   | "stopped_by_operator":"yes"
            "stopped_by_operator"        | "stopped"
            "holds"                      | "hulls"
            "holds":[                    | "holds":{"x":1},"y":[
            "service":"recorder"         | "service":5
            "until_ms":99000             | "until_ms":1.5
            "by":"pat"                   | "by":[]
            "why":"lens"                 | "whom":"lens"
            "totals":{                   | "totals":7,"x":{
            "recorder":41                | "recorder":-41
            "reboots":6                  | "reboots":"six"
            "restarts":{                 | "restarts":[],"x":{
            "incidents_ms":{             | "incidents_ms":7,"x":{
            "recorder":88000             | "recorder":-1
            "recorder":88000             | "recorder":"then"
            """)
    void aDamagedHistoryIsRefusedAsAWhole(String right, String wrong) {
        String text = HistoryJson.write(FULL).toString();
        assertThat(text).contains(right);
        String damaged = text.replace(right, wrong);
        assertThatThrownBy(() -> HistoryJson.read(Json.parseObject(damaged)))
                .isInstanceOf(JsonException.class)
                .hasMessageMatching("(?s).+");
    }

    @Test
    void aHistoryCutOffAnywhereIsRefused() {
        String text = HistoryJson.write(FULL).toString();
        for (int length = 0; length < text.length(); length++) {
            String torn = text.substring(0, length);
            assertThatThrownBy(() -> HistoryJson.read(Json.parseObject(torn))).isInstanceOf(JsonException.class);
        }
    }

    @Test
    void theHistoryStaysBounded() {
        History history = History.initial("boot-1");
        ServiceHistory service = ServiceHistory.EMPTY;
        ServiceHistory helpful = ServiceHistory.EMPTY;
        for (int second = 0; second < 1000; second++) {
            history = history.withReboot(new RebootRecord(Duration.ofSeconds(second), "again"));
            service = service.withRestart(Duration.ofSeconds(second), true);
            helpful = helpful.withRestart(Duration.ofSeconds(second), true).reported();
        }
        assertThat(history.reboots()).hasSize(50);
        assertThat(service.restarts()).hasSize(50).endsWith(Duration.ofSeconds(999));
        assertThat(service.unansweredRestarts()).hasSize(50).endsWith(Duration.ofSeconds(999));
        assertThat(helpful.helpfulRestarts()).hasSize(50).endsWith(Duration.ofSeconds(999));
    }
}
