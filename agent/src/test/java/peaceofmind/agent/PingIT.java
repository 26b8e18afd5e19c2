// SPDX-License-Identifier: Apache-2.0
package peaceofmind.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.testkit.Eventually.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.contract.client.AgentClient;
import peaceofmind.foundation.control.ControlServer;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.testkit.PingServer;

/** A whole agent that pings: what a service learns of a device whose watchdog is missing, runs, and stops. */
class PingIT {

    @TempDir
    private Path folder;

    private static JsonObject watchdog(JsonObject request) {
        boolean isStatus = request.text("command").filter("status"::equals).isPresent();
        return isStatus
                ? Json.object()
                        .put(
                                "services",
                                List.of(Json.object()
                                        .put("name", "recorder")
                                        .put("condition", "healthy")
                                        .build()))
                        .build()
                : Json.object().put("events", List.<JsonObject>of()).build();
    }

    @Test
    void theServiceGetsTheStartThenWhatIsJudgedOfTheDevice() throws Exception {
        try (PingServer service = PingServer.start()) {
            Path config = Files.writeString(
                    folder.resolve("peace.yaml"),
                    AgentRun.configuration(folder, 0, AgentRun.freePort())
                            + """
                    device: {name: gym}
                    ping: {every: 30s, grace: 0s, url_file: %s}
                    recorder: {refuse_below_free: 1MB, warn_below_free: 2MB, stop_below_free: 1MB}
                    """.formatted(Files.writeString(
                                    folder.resolve("url"), service.url(PingServer.CHECK) + "\n")));
            AgentRun agent = AgentRun.start(folder, 0, "--config", config.toString());
            try (agent) {
                await().until(() -> service.signals().contains("fail"));
                assertThat(service.signals()).startsWith("start", "fail").doesNotContain("ok");
                assertThat(service.pings().getLast().text()).contains("Neither the recorder nor the watchdog answers");
                try (ControlServer _ = ControlServer.listen(
                        folder.resolve("watchdog.sock"), "rw-------", (request, _) -> watchdog(request))) {
                    await().until(() -> service.signals().contains("ok"));
                    JsonObject tested = new AgentClient(folder.resolve("agent.sock"), Duration.ofSeconds(12))
                            .send(Json.object().put("command", "ping_test"));
                    assertThat(tested.text("problem")).contains("");
                    assertThat(tested.text("last_success")).isPresent();
                }
                await().until(() -> service.signals().getLast().equals("fail"));
            }
            assertThat(service.violations()).isEmpty();
        }
    }
}
