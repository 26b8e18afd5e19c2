// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.control.ControlHandler.Peer;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.shipping.logs.LogsDestinationConfig;
import peaceofmind.shipping.metrics.ShipMetricsConfig;

/** Uses servers on the loopback interface that always return the same status. */
class ReceiverProbeTest {

    private final List<HttpServer> servers = new ArrayList<>();
    private final List<String> received = new ArrayList<>();

    @AfterEach
    void stop() {
        servers.forEach(server -> server.stop(0));
    }

    private String startServer(int status) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            received.add(exchange.getRequestURI() + " " + body.length);
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
        servers.add(server);
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/push";
    }

    private List<String> problems(String metrics, String logs) throws Exception {
        ConfigDocument document = ConfigDocument.parse("test", """
                ship:
                  metrics: [{name: cloud, url: "%s"}]
                  logs: [{name: cloud-logs, url: "%s", files: [/tmp/a.log]}]
                """.formatted(metrics, logs));
        ReceiverProbe probe = new ReceiverProbe(
                ShipMetricsConfig.read(document), LogsDestinationConfig.readAll(document), "peace/1", Clock.system());
        JsonObject response = Objects.requireNonNull(probe.handlers().get("receivers_test"))
                .handle(Json.object().build(), new Peer("root", "root"));
        return response.items("receivers").stream()
                .map(JsonObject.class::cast)
                .map(receiver -> receiver.text("kind").orElse("") + " "
                        + receiver.text("name").orElse("") + ": "
                        + receiver.text("problem").orElse("?"))
                .toList();
    }

    @Test
    void aReceiverThatAcceptsOrRejectsAnEmptyRequestIsFine() throws Exception {
        assertThat(problems(startServer(204), startServer(400)))
                .containsExactly("metrics cloud: ", "logs cloud-logs: ");
        // An empty Snappy block of one byte; a push without streams.
        assertThat(received).containsExactlyInAnyOrder("/push 1", "/push 14");
    }

    @Test
    void configurationErrorsAreReportedForEachReceiver() throws Exception {
        assertThat(problems(startServer(401), startServer(404)))
                .satisfiesExactly(
                        metrics -> assertThat(metrics).contains("metrics cloud: 127.0.0.1 rejected", "401"),
                        logs -> assertThat(logs).contains("does not seem to be the right URL"));
    }

    @Test
    void anUnreachableReceiverIsReported() throws Exception {
        assertThat(problems("http://127.0.0.1:1/push", startServer(204)))
                .satisfiesExactly(
                        metrics -> assertThat(metrics).contains("cannot connect to 127.0.0.1:1"),
                        logs -> assertThat(logs).isEqualTo("logs cloud-logs: "));
    }
}
