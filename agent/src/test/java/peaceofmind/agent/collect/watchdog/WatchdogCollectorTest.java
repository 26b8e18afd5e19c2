package peaceofmind.agent.collect.watchdog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.foundation.control.ControlClient;
import peaceofmind.foundation.control.ControlServer;
import peaceofmind.foundation.metric.Family;
import peaceofmind.foundation.metric.Family.Sample;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** What the watchdog's journal becomes; the reasons are as {@code watchdog.policy} writes them. */
class WatchdogCollectorTest {

    @TempDir
    private Path folder;

    private List<Double> values(String reason, String metric) throws Exception {
        JsonObject answer = Json.parseObject("""
                {"events":[{"sequence":1,"time":"2026-11-27T18:00:00Z","kind":"reboot","reason":"%s"}],"lost":0,
                 "status":{"services":[],"holds":[]}}
                """.formatted(reason));
        Path socket = folder.resolve("watchdog.sock");
        try (ControlServer _ = ControlServer.listen(socket, "rw-------", (_, _) -> answer)) {
            return new WatchdogCollector(new ControlClient("the watchdog", socket))
                    .collect().families().stream()
                            .filter(family -> family.name().equals(metric))
                            .map(Family::samples)
                            .flatMap(List::stream)
                            .map(Sample::value)
                            .toList();
        }
    }

    @Test
    void aRebootThatTheWatchdogDecidedOnIsTold() throws Exception {
        String reason = "reboot: recorder: no heartbeat for 30 s; 3 restarts in 10 min did not help";
        assertThat(values(reason, "peace_watchdog_last_reboot_timestamp_seconds"))
                .containsExactly(1_795_802_400.0);
        assertThat(values(reason, "peace_watchdog_reboots_total")).containsExactly(1.0);
    }

    @Test
    void aPersonsOwnRebootIsNoAlarm() throws Exception {
        String reason = "reboot: asked for by kim";
        assertThat(values(reason, "peace_watchdog_last_reboot_timestamp_seconds"))
                .isEmpty();
        assertThat(values(reason, "peace_watchdog_reboots_total")).containsExactly(0.0);
    }
}
