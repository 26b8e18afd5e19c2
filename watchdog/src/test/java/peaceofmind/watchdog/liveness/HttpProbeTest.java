// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.liveness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import peaceofmind.watchdog.config.ProbeConfig.HttpTarget;

/** With real sockets, and every kind of server that does not do what it should. */
@Timeout(120)
final class HttpProbeTest {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(400);
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n";

    @Test
    void theStatusIsEnoughWithoutAText() throws Exception {
        assertThat(probe(ScriptedServer.responding(OK + "whatever"), Optional.empty(), LONG))
                .isInstanceOf(ProbeResult.Alive.class);
    }

    @Test
    void theTextMustBeInTheBody() throws Exception {
        assertThat(probe(ScriptedServer.responding(OK + "all is ok"), Optional.of("is ok"), LONG))
                .isInstanceOf(ProbeResult.Alive.class);
        assertThat(reason(probe(ScriptedServer.responding(OK + "sick"), Optional.of("ok"), LONG)))
                .startsWith("\"ok\" is not in the response of http://127.0.0.1:");
        assertThat(reason(probe(ScriptedServer.responding(OK + "sick"), Optional.of("text/plain"), LONG)))
                .as("a text of the header")
                .contains("is not in the response");
    }

    @Test
    void aTextThatComesInPiecesIsFound() throws Exception {
        ScriptedServer server = ScriptedServer.start(connection -> {
            for (String piece : new String[] {"HTTP/1.0 2", "00 OK\r\n\r", "\nstatus: h", "ealth", "y"}) {
                connection.getOutputStream().write(piece.getBytes(StandardCharsets.UTF_8));
                connection.getOutputStream().flush();
            }
        });
        assertThat(probe(server, Optional.of("healthy"), LONG)).isInstanceOf(ProbeResult.Alive.class);
    }

    @Test
    void anotherStatusIsSilenceWithItsNumber() throws Exception {
        assertThat(reason(probe(ScriptedServer.responding("HTTP/1.1 500 Oops\r\n\r\nok"), Optional.of("ok"), LONG)))
                .startsWith("HTTP 500 from http://127.0.0.1:")
                .endsWith("/health?full=1");
    }

    @Test
    void aRedirectIsNotFollowed() throws Exception {
        try (ScriptedServer elsewhere = ScriptedServer.responding(OK)) {
            String redirect = "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:" + elsewhere.port() + "/\r\n\r\n";
            assertThat(reason(probe(ScriptedServer.responding(redirect), Optional.empty(), LONG)))
                    .startsWith("HTTP 302 from ");
            assertThat(elsewhere.connections()).isZero();
        }
    }

    @Test
    void aRefusedConnectionIsSilence() throws Exception {
        int port;
        try (ServerSocket freed = new ServerSocket(0)) {
            port = freed.getLocalPort();
        }
        assertThat(reason(probe(port, Optional.empty(), LONG)))
                .startsWith("cannot connect to http://127.0.0.1:" + port);
    }

    @Test
    void aResetConnectionIsSilence() throws Exception {
        ScriptedServer server = ScriptedServer.start(connection -> {
            ScriptedServer.awaitRequest(connection);
            // Closed by a reset (RFC 9293) instead of an orderly end.
            connection.setSoLinger(true, 0);
        });
        assertThat(reason(probe(server, Optional.empty(), LONG))).endsWith("reset the connection");
    }

    @Test
    void aServerThatAcceptsAndHangsIsSilentAfterTheTimeout() throws Exception {
        AtomicReference<Optional<ScriptedServer>> itself = new AtomicReference<>(Optional.empty());
        ScriptedServer server =
                ScriptedServer.start(_ -> itself.get().orElseThrow().awaitClose());
        itself.set(Optional.of(server));
        assertThat(reason(probe(server, Optional.empty(), SHORT)))
                .startsWith("no complete response from http://127.0.0.1:")
                .endsWith("within 0.4 s");
    }

    /** Each byte comes in time; only the response as a whole does not. */
    @Test
    void aServerThatDripsIsSilentAfterTheTimeout() throws Exception {
        ScriptedServer server = ScriptedServer.start(connection -> {
            OutputStream out = connection.getOutputStream();
            out.write(OK.getBytes(StandardCharsets.UTF_8));
            // Until the probe hangs up.
            while (true) {
                out.write('.');
                out.flush();
                connection.setSoTimeout(5);
                try {
                    if (connection.getInputStream().read(new byte[4096]) < 0) {
                        return;
                    }
                } catch (SocketTimeoutException nextByte) {
                    // It still listens.
                }
            }
        });
        assertThat(reason(probe(server, Optional.of("end"), SHORT))).startsWith("no complete response from ");
    }

    @Test
    void anEndlessBodyIsReadUpToItsLimitOnly() throws Exception {
        ScriptedServer server = ScriptedServer.start(connection -> {
            connection.getOutputStream().write(OK.getBytes(StandardCharsets.UTF_8));
            byte[] chunk = "x".repeat(8192).getBytes(StandardCharsets.UTF_8);
            while (true) {
                connection.getOutputStream().write(chunk);
            }
        });
        assertThat(reason(probe(server, Optional.of("end"), LONG))).contains("\"end\" is not in the response");
    }

    @Test
    void aServerThatKeepsTheConnectionOpenIsNotWaitedFor() throws Exception {
        AtomicReference<Optional<ScriptedServer>> itself = new AtomicReference<>(Optional.empty());
        ScriptedServer server = ScriptedServer.start(connection -> {
            connection
                    .getOutputStream()
                    .write("HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\ngood".getBytes(StandardCharsets.UTF_8));
            itself.get().orElseThrow().awaitClose();
        });
        itself.set(Optional.of(server));
        assertThat(reason(probe(server, Optional.of("bad"), LONG))).contains("is not in the response");
    }

    @Test
    void aTextThatIsSpreadOverChunksIsFound() throws Exception {
        String chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        assertThat(probe(
                        ScriptedServer.responding(chunked + "5;x=y\r\nall i\r\n4\r\ns ok\r\n0\r\n\r\n"),
                        Optional.of("is ok"),
                        LONG))
                .isInstanceOf(ProbeResult.Alive.class);
        AtomicReference<Optional<ScriptedServer>> itself = new AtomicReference<>(Optional.empty());
        ScriptedServer open = ScriptedServer.start(connection -> {
            for (String piece : new String[] {chunked + "3", "\r\nsi", "c\r\n1\r", "\nk\r\n0\r\n\r\n"}) {
                connection.getOutputStream().write(piece.getBytes(StandardCharsets.UTF_8));
            }
            // The last chunk is the end, not the end of the connection.
            itself.get().orElseThrow().awaitClose();
        });
        itself.set(Optional.of(open));
        assertThat(reason(probe(open, Optional.of("ok"), LONG))).contains("is not in the response");
        assertThat(reason(probe(ScriptedServer.responding(chunked + "no chunk\r\nok"), Optional.of("ok"), LONG)))
                .contains("is not in the response");
    }

    @Test
    void whatIsNoHttpIsSilence() throws Exception {
        assertThat(reason(probe(ScriptedServer.responding("SSH-2.0-OpenSSH_9.9\r\n"), Optional.empty(), LONG)))
                .startsWith("no HTTP response from ");
        assertThat(reason(probe(ScriptedServer.responding(""), Optional.empty(), LONG)))
                .startsWith("no HTTP response from ");
    }

    @Test
    void theRequestNamesPathQueryAndHost() throws Exception {
        AtomicReference<String> request = new AtomicReference<>("");
        ScriptedServer server = ScriptedServer.start(connection -> {
            byte[] bytes = new byte[4096];
            int length = connection.getInputStream().read(bytes);
            request.set(new String(bytes, 0, length, StandardCharsets.UTF_8));
            connection.getOutputStream().write(OK.getBytes(StandardCharsets.UTF_8));
        });
        probe(server, Optional.empty(), LONG);
        assertThat(request.get())
                .startsWith("GET /health?full=1 HTTP/1.1\r\n")
                .contains("\r\nHost: 127.0.0.1:", "\r\nConnection: close\r\n");
    }

    /** A name that this machine cannot resolve says nothing about the program. */
    @Test
    void anUnknownHostIsThisMachinesFailure() {
        HttpTarget target = new HttpTarget(URI.create("http://no-such-host.invalid/"), 200, Optional.empty());
        assertThatThrownBy(new HttpProbe(target, LONG)::run).isInstanceOf(IOException.class);
    }

    private static ProbeResult probe(ScriptedServer server, Optional<String> contains, Duration timeout)
            throws Exception {
        try (server) {
            return probe(server.port(), contains, timeout);
        }
    }

    private static ProbeResult probe(int port, Optional<String> contains, Duration timeout) throws IOException {
        URI url = URI.create("http://127.0.0.1:" + port + "/health?full=1");
        return new HttpProbe(new HttpTarget(url, 200, contains), timeout).run();
    }

    private static String reason(ProbeResult result) {
        assertThat(result).isInstanceOf(ProbeResult.Silent.class);
        return ((ProbeResult.Silent) result).reason();
    }
}
