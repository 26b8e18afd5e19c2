// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.foundation.control.ControlException.Kind;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

final class ControlServerTest {

    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final JsonObject HELLO =
            Json.object().put("text", "h\u00e4llo\n").build();
    private static final ControlHandler ECHO = (request, peer) -> Json.object()
            .put("echo", request)
            .put("user", peer.user())
            .put("group", peer.group())
            .build();

    @TempDir
    private Path folder;

    private Path socket = Path.of("");

    @BeforeEach
    void nameSocket() {
        socket = folder.resolve("run/control.sock");
    }

    @Test
    void aRequestGetsAResponseAndTheHandlerReceivesItsUser() throws Exception {
        try (ControlServer server = listen(ECHO)) {
            JsonObject response = client().send(HELLO, TIMEOUT);
            assertThat(response.object("echo")).contains(HELLO);
            assertThat(response.text("user")).contains(Files.getOwner(folder).getName());
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                    .isEqualTo("rw-rw----");
            assertThat(server.failedConnections()).isZero();
        }
        assertThat(socket).doesNotExist();
    }

    @Test
    void aRefusalHasItsKindAndReason() throws Exception {
        for (Kind kind : Kind.values()) {
            try (ControlServer _ = listen((_, _) -> {
                throw new ControlException(kind, "because of " + kind);
            })) {
                ControlException refused = failure();
                assertThat(refused.kind()).isEqualTo(kind);
                assertThat(refused).hasMessage("because of " + kind);
            }
        }
    }

    @Test
    void aHandlerThatThrowsIsCountedAndTheServerContinues() throws Exception {
        try (ControlServer server = listen((request, peer) -> {
            if (request.text("text").isPresent()) {
                throw new IllegalStateException("broken");
            }
            return ECHO.handle(request, peer);
        })) {
            assertThat(failure().kind()).isEqualTo(Kind.NO_ANSWER);
            await().atMost(TIMEOUT).until(() -> server.failedConnections() == 1);
            assertThat(client().send(Json.object().build(), TIMEOUT).text("user"))
                    .isPresent();
        }
    }

    @Test
    void textThatIsNotJsonIsRefused() throws Exception {
        try (ControlServer _ = listen(ECHO);
                SocketChannel channel = connect()) {
            ControlSockets.writeLine(channel, "hello");
            assertThat(ControlSockets.readLine(channel, 1000)).contains("\"ok\":false", "not a JSON object");
        }
    }

    @Test
    void anOversizedRequestClosesTheConnection() throws Exception {
        try (ControlServer server = listen(ECHO);
                SocketChannel channel = connect()) {
            ByteBuffer oversized = ByteBuffer.allocate(4 * ControlServer.MAX_REQUEST_BYTES);
            assertThatThrownBy(() -> {
                        while (oversized.hasRemaining()) {
                            channel.write(oversized);
                        }
                        ControlSockets.readLine(channel, 1000);
                    })
                    .isInstanceOf(IOException.class);
            await().atMost(TIMEOUT).until(() -> server.failedConnections() == 1);
        }
    }

    @Test
    void anIncompleteRequestIsClosedAfterTheTimeout() throws Exception {
        try (ControlServer server = listen(ECHO);
                SocketChannel channel = connect()) {
            channel.write(ByteBuffer.wrap("{\"text\":".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
            assertThat(client().send(HELLO, TIMEOUT).object("echo")).contains(HELLO);
            await().atMost(TIMEOUT).until(() -> server.failedConnections() == 1);
            assertThat(channel.read(ByteBuffer.allocate(10))).isEqualTo(-1);
        }
    }

    @Test
    void fiftyClientsAtOnceAllGetAResponse() throws Exception {
        try (ControlServer _ = listen(ECHO);
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<JsonObject>> requests = IntStream.range(0, 50)
                    .<Callable<JsonObject>>mapToObj(n ->
                            () -> client().send(Json.object().put("n", (long) n).build(), TIMEOUT))
                    .toList();
            List<Future<JsonObject>> responses = clients.invokeAll(requests);
            for (int n = 0; n < 50; n++) {
                assertThat(responses.get(n).get().object("echo").orElseThrow().integer("n"))
                        .contains((long) n);
            }
        }
    }

    @Test
    void aSocketLeftByADeadProcessIsReplaced() throws Exception {
        Files.createDirectories(folder.resolve("run"));
        ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                .bind(UnixDomainSocketAddress.of(socket))
                .close();
        assertThat(socket).exists();
        assertThat(failure().kind()).isEqualTo(Kind.NOT_RUNNING);
        try (ControlServer _ = listen(ECHO)) {
            assertThat(client().send(HELLO, TIMEOUT).object("echo")).contains(HELLO);
        }
    }

    @Test
    void aLiveSocketIsNotReplaced() throws Exception {
        try (ControlServer _ = listen(ECHO)) {
            assertThatThrownBy(() -> listen(ECHO))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("running twice");
            assertThat(client().send(HELLO, TIMEOUT).object("echo")).contains(HELLO);
        }
    }

    @Test
    void aFileThatIsNotASocketIsNeverDeleted() throws Exception {
        Files.createDirectories(folder.resolve("run"));
        Files.writeString(socket, "precious");
        assertThatThrownBy(() -> listen(ECHO)).isInstanceOf(IOException.class).hasMessageContaining("not a socket");
        assertThat(socket).hasContent("precious");
    }

    @Test
    void aPathThatIsTooLongIsRejectedByServerAndClient() {
        socket = folder.resolve("x".repeat(120));
        assertThatThrownBy(() -> listen(ECHO)).isInstanceOf(IOException.class).hasMessageContaining("at most 107");
        assertThat(failure()).hasMessageContaining("at most 107");
    }

    @Test
    void anAbsentServerIsReportedAsNotRunning() {
        ControlException gone = failure();
        assertThat(gone.kind()).isEqualTo(Kind.NOT_RUNNING);
        assertThat(gone).hasMessageContaining("the watchdog is not running").hasMessageContaining(socket.toString());
    }

    @Test
    void aServerThatDoesNotRespondTimesOut() throws Exception {
        Files.createDirectories(folder.resolve("run"));
        try (ServerSocketChannel silent = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            silent.bind(UnixDomainSocketAddress.of(socket));
            ControlException late =
                    catchThrowableOfType(ControlException.class, () -> client().send(HELLO, Duration.ofMillis(200)));
            assertThat(late.kind()).isEqualTo(Kind.NO_ANSWER);
            assertThat(late).hasMessageContaining("within 0.2 s");
        }
    }

    @Test
    void anErrorOfTheHandlerOrARefusedThreadCostsOnlyThatRequest() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        AtomicInteger threads = new AtomicInteger();
        ControlHandler failsOnce = (request, peer) -> {
            if (requests.getAndIncrement() == 0) {
                throw new StackOverflowError();
            }
            return ECHO.handle(request, peer);
        };
        try (ControlServer server = ControlServer.listen(socket, "rw-rw----", failsOnce, work -> {
            if (threads.getAndIncrement() == 0) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            return Thread.ofPlatform().daemon().unstarted(work);
        })) {
            assertThat(failure()).as("no thread").isNotNull();
            assertThat(failure()).as("an error").isNotNull();
            assertThat(client().send(HELLO, TIMEOUT).object("echo")).contains(HELLO);
            assertThat(server.failedConnections()).isEqualTo(2);
        }
    }

    @Test
    void aSocketThatSomebodyRemovedIsMadeAgain() throws Exception {
        try (ControlServer _ = listen(ECHO)) {
            Files.delete(socket);
            Files.delete(socket.toAbsolutePath().getParent());
            Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> Files.exists(socket));
            assertThat(client().send(HELLO, TIMEOUT).object("echo")).contains(HELLO);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                    .isEqualTo("rw-rw----");
        }
        assertThat(socket).as("removed with its server").doesNotExist();
    }

    private ControlServer listen(ControlHandler handler) throws IOException {
        return ControlServer.listen(socket, "rw-rw----", handler);
    }

    private ControlClient client() {
        return new ControlClient("the watchdog", socket);
    }

    private SocketChannel connect() throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(socket));
    }

    private ControlException failure() {
        return catchThrowableOfType(ControlException.class, () -> client().send(HELLO, TIMEOUT));
    }
}
