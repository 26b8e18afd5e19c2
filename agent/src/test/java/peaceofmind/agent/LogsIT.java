// SPDX-License-Identifier: Apache-2.0
package peaceofmind.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.testkit.Eventually.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.shipping.logs.FakeLoki;

/** The agent as a process, and an unreliable Loki. */
class LogsIT {

    @TempDir
    private Path folder;

    private final List<String> written = new ArrayList<>();

    @Test
    void everyLineIsDeliveredOnceDespiteOutagesRotationsAndKills() throws Exception {
        Path log = Files.writeString(folder.resolve("service.log"), "from before\n");
        int port = AgentRun.freePort();
        int metrics = AgentRun.freePort();
        Path config = config(log, port, metrics);
        FakeLoki loki = new FakeLoki(Instant::now, port);
        try (AgentRun agent =
                AgentRun.start(folder, metrics, "--config", config.toString()).awaitUp()) {
            awaitSaved();
            write(log, 20);
            awaitLines(loki);
            loki.failWith(429, "1");
            write(log, 20);
            loki.failWith(260, "");
            awaitMetric(agent, "peace_ship_log_up{destination=\"loki\"} 0");
            write(log, 20);
            Files.move(log, folder.resolve("service.log.1"));
            write(log, 20);
            Files.move(folder.resolve("service.log.1"), folder.resolve("service.log.2"));
            awaitMetric(agent, "cannot send");
        }
        // Killed with everything unsent; another rotation while it is down.
        Files.move(log, folder.resolve("service.log.1"));
        write(log, 20);
        try (AgentRun agent =
                AgentRun.start(folder, metrics, "--config", config.toString()).awaitUp()) {
            loki.failWith(0, "");
            awaitLines(loki);
            assertThat(agent.output()).doesNotContain("Exception");
            write(log, 20);
            awaitLines(loki);
        }
        // Killed right after an acknowledgement: nothing is stored twice.
        try (AgentRun agent =
                AgentRun.start(folder, metrics, "--config", config.toString()).awaitUp()) {
            write(log, 20);
            awaitLines(loki);
            assertThat(new String(agent.get("/metrics").body(), StandardCharsets.UTF_8))
                    .contains("peace_ship_log_lines_sent_total{destination=\"loki\"}");
        }
        assertThat(loki.texts()).containsExactlyElementsOf(written);
        assertThat(loki.rejections()).isEmpty();
        loki.close();
    }

    private Path config(Path log, int port, int metrics) throws IOException {
        return Files.writeString(folder.resolve("logs.yaml"), """
                device: {name: gym-7}
                dashboard: {port: 0}
                agent:
                  node_port: 0
                  recorder_port: %2$d
                  heartbeat: %1$s/heartbeat.json
                  database: %1$s/video_metadata.db
                  storage: %1$s
                  state_dir: %1$s/state
                ship:
                  logs:
                    - name: loki
                      url: http://127.0.0.1:%3$d/loki/api/v1/push
                      batch_wait: 500ms
                      files: [%4$s]
                      journal: {command: %1$s/no-journalctl}
                """.formatted(folder, metrics, port, log));
    }

    /** Waits until the initial positions are saved, which distinguish old lines from new ones. */
    private void awaitSaved() {
        await().until(() -> Files.exists(folder.resolve("state/logs/loki.json")));
    }

    private void write(Path log, int count) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            written.add("line " + written.size());
            text.append(written.getLast()).append('\n');
        }
        Files.writeString(log, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private void awaitLines(FakeLoki loki) {
        await().untilAsserted(() -> assertThat(loki.texts()).containsExactlyElementsOf(written));
    }

    private static void awaitMetric(AgentRun agent, String text) {
        await().ignoreExceptions()
                .until(() -> agent.output().contains(text)
                        || new String(agent.get("/metrics").body(), StandardCharsets.UTF_8).contains(text));
    }
}
