// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.testkit.FakeClock;
import peaceofmind.testkit.MutationFuzzer;

/** What a receiver of metrics or logs can respond. */
class ReceiverFuzzTest {

    @Test
    void aDamagedResponseIsAResult() throws Exception {
        MutationFuzzer.ofTexts(
                        "responses",
                        "HTTP/1.1 204 No Content\r\nDate: Wed, 25 Nov 2026 08:00:00 GMT\r\nContent-Length: 0\r\n\r\n",
                        "HTTP/1.1 429 Too Many\r\nRetry-After: 120\r\nContent-Type: text/plain\r\nContent-Length: 9\r\n\r\nslow down",
                        "HTTP/1.1 400 Bad\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
                        "HTTP/1.1 503 x\r\nRetry-After: Wed, 25 Nov 2026 08:00:00 GMT\r\nSet-Cookie: a=b\r\n\r\n<html>")
                .withRounds(300)
                .run(input -> {
                    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
                        Thread.ofVirtual().start(() -> respond(server, input));
                        HttpSender sender = new HttpSender(
                                EndpointConfig.read(ConfigDocument.parse(
                                                "test",
                                                "ship: {timeout: 1s, url: 'http://127.0.0.1:" + server.getLocalPort()
                                                        + "/'}")
                                        .section("ship")),
                                new FakeClock());
                        sender.post("metrics".getBytes(StandardCharsets.UTF_8), Map.of());
                    }
                });
    }

    private static void respond(ServerSocket server, byte[] response) {
        while (!server.isClosed()) {
            try (Socket peer = server.accept()) {
                InputStream in = peer.getInputStream();
                byte[] end = "metrics".getBytes(StandardCharsets.UTF_8);
                for (int matched = 0; matched < end.length; ) {
                    int next = in.read();
                    if (next < 0) {
                        break;
                    }
                    matched = next == end[matched] ? matched + 1 : next == end[0] ? 1 : 0;
                }
                peer.getOutputStream().write(response);
            } catch (IOException closed) {
                // The client had enough, or the test has ended.
            }
        }
    }
}
