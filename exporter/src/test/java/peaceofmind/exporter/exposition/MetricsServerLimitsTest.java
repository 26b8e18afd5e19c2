// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import peaceofmind.metrics.collect.CollectorSet;

/** One place, 127.0.0.1, tries to occupy the server; another one, 127.0.0.2, scrapes. */
class MetricsServerLimitsTest {

    private final List<Socket> open = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        for (Socket socket : open) {
            socket.close();
        }
    }

    @Test
    void connectionsOfOnePlaceDoNotPreventAnotherFromScraping() throws Exception {
        try (MetricsServer server = new MetricsServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), new CollectorSet("test", List.of()))) {
            for (int n = 0; n < 60; n++) {
                // Silent ones, unfinished requests, and those that never read their response.
                connect(server, "127.0.0.1").getOutputStream().flush();
                connect(server, "127.0.0.1").getOutputStream().write(bytes("GET /met"));
                connect(server, "127.0.0.1").getOutputStream().write(bytes("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"));
            }
            Socket scraper = connect(server, "127.0.0.2");
            scraper.setSoTimeout(60_000);
            scraper.getOutputStream().write(bytes("GET /metrics HTTP/1.0\r\n\r\n"));
            assertThat(new String(scraper.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 200 ");
        }
    }

    private Socket connect(MetricsServer server, String from) throws IOException {
        Socket socket = new Socket();
        open.add(socket);
        socket.bind(new InetSocketAddress(from, 0));
        socket.connect(server.address());
        return socket;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
