// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.contract.network.LayerReading;
import peaceofmind.testkit.TestCertificate;

/** Against real servers of the loopback. */
class SocketProbesTest {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    @TempDir
    private Path folder;

    @Test
    void aServerThatResolvesTheNameIsUp() throws Exception {
        assertThat(dns(response -> response, 1).isUp()).isTrue();
    }

    @Test
    void aServerThatCannotResolveIsDownAndSaysWhy() throws Exception {
        assertThat(dns(response -> response, 0).seen()).contains("127.0.0.1 knows no address of example.com");
        assertThat(dns(code(2), 0)).satisfies(reading -> {
            assertThat(reading.isDown()).isTrue();
            assertThat(reading.seen()).contains("reaches no other DNS server");
        });
        assertThat(dns(code(3), 0).seen()).contains("example.com does not exist");
        assertThat(dns(code(5), 0).seen()).contains("refuses (code 5)");
    }

    @Test
    void aResponseToAnotherQueryIsNone() throws Exception {
        assertThat(dns(
                                response -> {
                                    response[0]++;
                                    return response;
                                },
                                1)
                        .seen())
                .contains("something else than DNS");
        assertThat(dns(_ -> new byte[] {1, 2, 3}, 1).isDown()).isTrue();
    }

    @Test
    void aServerThatIsSilentIsDownAndTheNextOneIsTried() throws Exception {
        try (DatagramSocket silent = new DatagramSocket(new InetSocketAddress(LOOPBACK, 0))) {
            LayerReading reading =
                    new SocketProbes(silent.getLocalPort()).dns(List.of("127.0.0.1", "not an address!"), "example.com");
            assertThat(reading.isDown()).isTrue();
            assertThat(reading.seen()).contains("127.0.0.1 does not respond", "not an address!");
        }
        assertThat(new SocketProbes().dns(List.of(), "example.com").seen()).contains("names no DNS server");
    }

    private static UnaryOperator<byte[]> code(int code) {
        return response -> {
            response[3] |= (byte) code;
            return response;
        };
    }

    /** What a server makes of one query: a response with that number of records, changed. */
    private static LayerReading dns(UnaryOperator<byte[]> change, int records) throws Exception {
        try (DatagramSocket server = new DatagramSocket(new InetSocketAddress(LOOPBACK, 0))) {
            Thread.ofVirtual().start(() -> {
                try {
                    DatagramPacket query = new DatagramPacket(new byte[512], 512);
                    server.receive(query);
                    byte[] response = query.getData().clone();
                    response[2] |= (byte) 0x80;
                    response[7] = (byte) records;
                    byte[] changed = change.apply(response);
                    server.send(new DatagramPacket(
                            changed, Math.min(changed.length, query.getLength()), query.getSocketAddress()));
                } catch (IOException closed) {
                    // The test is over.
                }
            });
            return new SocketProbes(server.getLocalPort()).dns(List.of("127.0.0.1"), "example.com");
        }
    }

    @Test
    void oneAddressThatAcceptsConnectionsIsEnough() throws IOException {
        InetSocketAddress refused;
        try (ServerSocket closed = new ServerSocket(0, 1, LOOPBACK)) {
            refused = new InetSocketAddress(LOOPBACK, closed.getLocalPort());
        }
        try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK)) {
            InetSocketAddress open = new InetSocketAddress(LOOPBACK, server.getLocalPort());
            SocketProbes probes = new SocketProbes();
            assertThat(probes.internet(List.of(refused, open)).isUp()).isTrue();
            LayerReading down = probes.internet(List.of(refused));
            assertThat(down.isDown()).isTrue();
            assertThat(down.seen()).contains("127.0.0.1:" + refused.getPort());
            assertThat(probes.internet(List.of())).isEqualTo(LayerReading.NOT_TRIED);
        }
    }

    @Test
    void aForeignCertificateIsAnInterception() throws Exception {
        TestCertificate certificate = TestCertificate.create("login.example", 30, folder);
        try (SSLServerSocket server = (SSLServerSocket)
                certificate.serverContext().getServerSocketFactory().createServerSocket(0, 1, LOOPBACK)) {
            Thread.ofVirtual().start(() -> {
                try (Socket client = server.accept()) {
                    client.getInputStream().read();
                } catch (IOException expected) {
                    // The client does not trust it.
                }
            });
            assertThat(new SocketProbes().isIntercepted(new InetSocketAddress(LOOPBACK, server.getLocalPort())))
                    .isTrue();
        }
    }

    @Test
    void aServerWithoutTlsIsNoInterception() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK)) {
            Thread.ofVirtual().start(() -> {
                try (Socket client = server.accept()) {
                    client.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                } catch (IOException closed) {
                    // The test is over.
                }
            });
            assertThat(new SocketProbes().isIntercepted(new InetSocketAddress(LOOPBACK, server.getLocalPort())))
                    .isFalse();
        }
    }
}
