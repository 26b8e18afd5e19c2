// SPDX-License-Identifier: Apache-2.0
package peaceofmind.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.testkit.Eventually.await;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.foundation.log.PlainText;

/** Receivers of metrics, logs and alerts that refuse, with a reason that a terminal would execute and that looks like further lines. */
class HostileReceiverIT {

    @TempDir
    private Path folder;

    @Test
    void theirReasonsReachTheLogWithoutControlCharactersAndLineBreaks() throws Exception {
        HttpServer receivers = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receivers.createContext("/", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                String receiver = exchange.getRequestURI().getPath().substring(1);
                byte[] body = reason(receiver).getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(403, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        receivers.start();
        Path log = Files.writeString(folder.resolve("service.log"), "old\n");
        int port = AgentRun.freePort();
        Path config = Files.writeString(
                folder.resolve("hostile.yaml"),
                AgentRun.configuration(folder, 0, port).replace("agent:\n", "agent:\n  interval: 1s\n")
                        + """
                        alerts:
                          group_wait: 0s
                          rules: {service_down: {for: 0s}}
                          webhooks: [{name: hook, url: 'http://127.0.0.1:%1$d/hook'}]
                        ship:
                          metrics: [{name: metrics, url: 'http://127.0.0.1:%1$d/metrics', interval: 1s, send_every: 1s}]
                          logs:
                            - name: loki
                              url: http://127.0.0.1:%1$d/loki
                              batch_wait: 500ms
                              files: [%2$s]
                              journal: {command: %3$s/none}
                        """.formatted(receivers.getAddress().getPort(), log, folder));
        try (AgentRun agent =
                AgentRun.start(folder, port, "--config", config.toString()).awaitUp()) {
            await().untilAsserted(() -> {
                Files.writeString(log, "line\n", StandardOpenOption.APPEND);
                assertThat(agent.output()).contains("metrics is full", "loki is full");
                assertThat(agent.output()).contains("hook");
            });
            assertThat(agent.output().lines())
                    .noneMatch(line -> line.chars().anyMatch(c -> PlainText.isUnsafe((char) c)))
                    .noneMatch(line -> line.startsWith("2026-01-01"));
        } finally {
            receivers.stop(0);
        }
    }

    private static String reason(String receiver) {
        return "\u001b[2J\u001b]0;title\u0007" + receiver
                + " is full\u009b31m\u202e\u2028\r\n2026-01-01 00:00:00 ERROR injected\n";
    }
}
