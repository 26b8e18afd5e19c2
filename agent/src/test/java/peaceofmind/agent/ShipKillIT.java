// SPDX-License-Identifier: Apache-2.0
package peaceofmind.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.testkit.Eventually.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.shipping.metrics.wire.DecodedSample;

/** An agent in a separate process is killed while its receiver is down; the next one sends what the first had spooled. */
class ShipKillIT {

    @TempDir
    private Path folder;

    private final ConcurrentSkipListSet<Long> receivedTimes = new ConcurrentSkipListSet<>();

    private HttpServer receiver(int port) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", this::receive);
        server.start();
        return server;
    }

    private void receive(HttpExchange exchange) throws IOException {
        List<DecodedSample> points = DecodedSample.read(
                exchange.getRequestBody().readAllBytes(),
                String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type")));
        points.stream()
                .filter(point -> "peace_build_info".equals(point.labels().get("__name__")))
                .forEach(point -> receivedTimes.add(point.timeMillis()));
        exchange.getResponseHeaders().set("X-Prometheus-Remote-Write-Samples-Written", "" + points.size());
        exchange.sendResponseHeaders(204, -1);
        exchange.close();
    }

    private long spooledBytes() {
        try (Stream<Path> files = Files.walk(folder.resolve("state/ship"))) {
            return files.filter(file -> file.toString().endsWith(".spool"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (UncheckedIOException | IOException notYet) {
            return 0;
        }
    }

    @Test
    void aKillInAnOutageLosesAtMostTheLastSecondsInMemory() throws Exception {
        int port = AgentRun.freePort();
        int receiverPort = AgentRun.freePort();
        Path config = Files.writeString(folder.resolve("peace.yaml"), """
                dashboard: {port: 0}
                agent:
                  node_port: 0
                  recorder_port: %2$d
                  interval: 1s
                  heartbeat: %1$s/heartbeat.json
                  database: %1$s/video_metadata.db
                  storage: %1$s
                  state_dir: %1$s/state
                ship:
                  metrics:
                    - {name: home, url: 'http://127.0.0.1:%3$d/', interval: 1s, send_every: 1s}
                """.formatted(folder, port, receiverPort));
        long startMillis = System.currentTimeMillis();
        long upMillis;
        long killed;
        try (AgentRun first = AgentRun.start(folder, port, "--config", config.toString())) {
            first.awaitUp();
            upMillis = System.currentTimeMillis();
            await().until(() -> spooledBytes() > 0);
            killed = System.currentTimeMillis();
            assertThat(first.output()).contains("metrics to home: cannot send, will retry: cannot connect to ");
        }
        HttpServer receiver = receiver(receiverPort);
        try (AgentRun second = AgentRun.start(folder, port, "--config", config.toString())) {
            second.awaitUp();
            await().until(() -> !receivedTimes.isEmpty() && receivedTimes.last() > killed && spooledBytes() == 0);
        } finally {
            receiver.stop(0);
        }
        TreeSet<Long> before = new TreeSet<>(receivedTimes.headSet(killed));
        assertThat(before.first()).as("oldest sample").isBetween(startMillis, upMillis + 60_000);
        assertThat(before.last()).as("newest sample before the kill").isGreaterThan(killed - 20_000);
        assertThat(before.size()).as("samples in between").isGreaterThanOrEqualTo((int)
                ((before.last() - before.first()) / 2_000));
    }
}
