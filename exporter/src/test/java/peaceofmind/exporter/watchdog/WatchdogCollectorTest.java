// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.watchdog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.contract.client.WatchdogClient;
import peaceofmind.foundation.control.ControlServer;
import peaceofmind.foundation.time.LocalTimestamp;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Family.Sample;
import peaceofmind.metrics.collect.Collector.Collected;
import peaceofmind.testkit.FakeClock;

/** Metrics from the watchdog's journal; the reasons are as {@code watchdog.policy} writes them. */
class WatchdogCollectorTest {

    private static final String LAST_REBOOT = "peace_watchdog_last_reboot_timestamp_seconds";
    private static final String REBOOT_REASON =
            "reboot: recorder: no heartbeat for 30 s; 3 restarts in 10 min did not help";

    @TempDir
    private Path folder;

    private final FakeClock clock = new FakeClock();
    private final List<JsonObject> journal = new ArrayList<>();
    private String condition = "healthy";
    private double silence;
    private final AtomicInteger requests = new AtomicInteger();
    private long restarts;
    private long reboots;
    private boolean unstable;
    private JsonObject network = Json.object().build();
    private ControlServer watchdog;
    private WatchdogCollector collector;

    @BeforeEach
    void startWatchdog() throws IOException {
        Path socket = folder.resolve("watchdog.sock");
        watchdog = ControlServer.listen(socket, "rw-------", (request, _) -> respond(request));
        collector = new WatchdogCollector(new WatchdogClient(socket, WatchdogCollector.REQUEST_TIMEOUT), clock);
    }

    @AfterEach
    void stopWatchdog() {
        watchdog.close();
    }

    /** As the next scrape does. */
    private Collected collect() {
        clock.advance(Duration.ofSeconds(1));
        return collector.collect();
    }

    /** Responds like the watchdog: with the newest events that have a higher sequence. */
    private JsonObject respond(JsonObject request) {
        requests.incrementAndGet();
        long after = request.integer("after").orElse(-1L);
        int limit = request.integer("limit").orElse(50L).intValue();
        List<JsonObject> events = journal.stream()
                .filter(event -> event.integer("sequence").orElse(-1L) > after)
                .toList();
        JsonObject service = Json.object()
                .put("name", "recorder")
                .put("condition", condition)
                .put("silence_seconds", silence)
                .put("limit_seconds", 30)
                .put("restarts_total", restarts)
                .put("unstable", unstable)
                .build();
        return Json.object()
                .put("events", events.subList(Math.max(0, events.size() - limit), events.size()))
                .put(
                        "status",
                        Json.object()
                                .put("services", List.of(service))
                                .put(
                                        "reboots",
                                        Json.object().put("total", reboots).build())
                                .put("network", network)
                                .build())
                .build();
    }

    private void addEvent(long sequence, int second, String kind, String reason) {
        journal.add(Json.object()
                .put("sequence", sequence)
                .put("time", "2026-11-27T18:00:%02dZ".formatted(second))
                .put("kind", kind)
                .put("reason", reason)
                .build());
    }

    private List<Double> values(String metric) {
        return collect().families().stream()
                .filter(family -> family.name().equals(metric))
                .map(Family::samples)
                .flatMap(List::stream)
                .map(Sample::value)
                .toList();
    }

    @Test
    void repairsOfTheNetworkAreCountedByRungAndResult() {
        assertThat(values("peace_network_outage")).as("an older watchdog").isEmpty();
        JsonObject total = Json.object()
                .put("rung", "reload")
                .put("result", "helped")
                .put("count", 3)
                .build();
        network =
                Json.object().put("outage", true).put("totals", List.of(total)).build();
        assertThat(values("peace_network_outage")).containsExactly(1.0);
        assertThat(values("peace_network_recoveries_total")).containsExactly(3.0);
    }

    @Test
    void withoutAHeartbeatFileTheProbesSayWhetherTheRecorderIsUp() {
        assertThat(values("recorder_up"))
                .as("the heartbeat's collector reports it")
                .isEmpty();
        collector = new WatchdogCollector(
                new WatchdogClient(folder.resolve("watchdog.sock"), WatchdogCollector.REQUEST_TIMEOUT), true, clock);
        silence = 12;
        assertThat(values("recorder_up")).containsExactly(1.0);
        assertThat(values("recorder_heartbeat_age_seconds")).containsExactly(12.0);
        silence = 31;
        assertThat(values("recorder_up")).containsExactly(0.0);
        condition = "unknown";
        assertThat(values("recorder_up")).isEmpty();
    }

    @Test
    void aRebootByTheWatchdogIsReported() {
        addEvent(1, 0, "reboot", REBOOT_REASON);
        assertThat(values(LAST_REBOOT)).containsExactly(1_795_802_400.0);
    }

    @Test
    void aRequestedRebootIsNotReported() {
        addEvent(1, 0, "reboot", "reboot: asked for by kim");
        assertThat(values(LAST_REBOOT)).isEmpty();
    }

    @Test
    void aReplacedJournalIsReadFromItsStart() {
        addEvent(500, 1, "watchdog_started", "the watchdog watches recorder");
        collect();
        journal.clear();
        addEvent(0, 20, "watchdog_started", "the watchdog watches recorder");
        addEvent(1, 30, "reboot", REBOOT_REASON);
        assertThat(values(LAST_REBOOT)).containsExactly(1_795_802_430.0);
        assertThat(collector.recentLines()).hasSize(2);
    }

    @Test
    void aReplacedJournalWithMoreEventsThanBeforeIsDetected() {
        addEvent(0, 1, "watchdog_started", "the watchdog watches recorder");
        addEvent(1, 2, "recovered", "beats again after 31 s");
        collect();
        journal.clear();
        addEvent(0, 20, "watchdog_started", "the watchdog watches recorder");
        addEvent(1, 30, "reboot", REBOOT_REASON);
        addEvent(2, 31, "recovered", "beats again after 40 s");
        assertThat(values(LAST_REBOOT)).containsExactly(1_795_802_430.0);
    }

    @Test
    void sequencesReusedBecauseTheirEventsWereNotWrittenToDiskAreDetected() {
        addEvent(1, 1, "watchdog_started", "the watchdog watches recorder");
        addEvent(2, 2, "hold_began", "recorder is left alone");
        addEvent(3, 3, "hold_ended", "its time is over");
        collect();
        journal.subList(1, 3).clear();
        addEvent(2, 20, "watchdog_started", "the watchdog watches recorder");
        addEvent(3, 30, "restart", "no heartbeat for 30 s");
        assertThat(values("peace_watchdog_last_restart_timestamp_seconds")).containsExactly(1_795_802_430.0);
        assertThat(collector.recentLines()).hasSize(3);
    }

    @Test
    void knownEventsAreNotProcessedTwice() {
        addEvent(1, 1, "watchdog_started", "the watchdog watches recorder");
        collect();
        collect();
        addEvent(2, 2, "recovered", "beats again after 31 s");
        collect();
        assertThat(collector.recentLines()).hasSize(2);
    }

    @Test
    void recentLinesHaveTheLocalTime() {
        addEvent(1, 5, "recovered", "beats again after 31 s");
        collect();
        assertThat(collector.recentLines())
                .containsExactly(
                        LocalTimestamp.format(Instant.parse("2026-11-27T18:00:05Z")) + " beats again after 31 s");
    }

    @Test
    void moreEventsThanFitIntoOneResponseAreNotAReplacedJournal() {
        addEvent(0, 1, "reboot", REBOOT_REASON);
        collect();
        for (int sequence = 1; sequence <= 1500; sequence++) {
            addEvent(sequence, 2, "stale", "no heartbeat for 30 s " + sequence);
        }
        assertThat(values(LAST_REBOOT)).containsExactly(1_795_802_401.0);
        assertThat(collector.recentLines()).hasSize(20).last().asString().endsWith("1500");
    }

    @Test
    void countersAreTheWatchdogsOwnHoweverShortItsJournalIs() {
        restarts = 1234;
        reboots = 7;
        assertThat(values("peace_watchdog_restarts_total")).containsExactly(1234.0);
        assertThat(values("peace_watchdog_reboots_total")).containsExactly(7.0);
    }

    @Test
    void noCounterDecreasesWhenTheHistoryIsLost() {
        restarts = 10;
        reboots = 4;
        collect();
        restarts = 0;
        reboots = 0;
        assertThat(values("peace_watchdog_restarts_total")).containsExactly(10.0);
        assertThat(values("peace_watchdog_reboots_total")).containsExactly(4.0);
        restarts = 2;
        reboots = 1;
        assertThat(values("peace_watchdog_restarts_total")).containsExactly(12.0);
        assertThat(values("peace_watchdog_reboots_total")).containsExactly(5.0);
    }

    @Test
    void anUnstableServiceIsReported() {
        assertThat(values("peace_watchdog_unstable")).containsExactly(0.0);
        unstable = true;
        assertThat(values("peace_watchdog_unstable")).containsExactly(1.0);
    }

    @Test
    void twoScrapersAtATimeAskTheWatchdogOnce() {
        assertThat(collect()).isEqualTo(collector.collect());
        assertThat(requests).hasValue(1);
        clock.advance(WatchdogCollector.MAX_REPORT_AGE);
        collector.collect();
        assertThat(requests).hasValue(2);
    }

    @Test
    void aWatchdogThatStopsRespondingIsAskedAgainEachTime() {
        assertThat(values("peace_watchdog_up")).containsExactly(1.0);
        watchdog.close();
        assertThat(values("peace_watchdog_up")).containsExactly(0.0);
        assertThat(collector.collect().problem()).isPresent();
    }
}
