package peaceofmind.foundation.control;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;
import peaceofmind.foundation.control.ControlException.Kind;
import peaceofmind.foundation.control.ControlHandler.Peer;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;

/**
 * Listens on a control socket. A client that is slow, silent or sends nonsense costs one of {@link #MAX_CONNECTIONS} places
 * for at most {@link #TIME_LIMIT}, and nobody else anything: one user can't hold them all.
 */
public final class ControlServer implements AutoCloseable {

    static final int MAX_CONNECTIONS = 16;
    static final int MAX_REQUEST_BYTES = 64 * 1024;
    static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration ACCEPT_RETRY_DELAY = Duration.ofMillis(200);
    private static final String TOO_MANY_CONNECTIONS =
            "this user, or all users but root together, hold too many connections here: try" + " again in ten seconds";

    private final Path socket;
    private final ServerSocketChannel server;
    private final ControlHandler handler;
    private final Semaphore connections = new Semaphore(MAX_CONNECTIONS);
    private final ConnectionLimits connectionLimits;
    private final ExecutorService workers;
    private final AtomicLong failedConnections = new AtomicLong();

    private ControlServer(Path socket, ServerSocketChannel server, ControlHandler handler) {
        this.socket = socket;
        this.server = server;
        this.handler = handler;
        this.connectionLimits = new ConnectionLimits(new HashSet<>(List.of("root", System.getProperty("user.name"))));
        this.workers = Executors.newCachedThreadPool(Thread.ofPlatform()
                .daemon()
                .name("control-" + socket.getFileName())
                .factory());
    }

    /**
     * Starts to listen. A socket that a dead process left is replaced; a living one's is not.
     *
     * @param permissions of the socket, such as {@code rw-rw----}: whoever may write it may ask
     * @throws IOException with what to do: the path is too long, somebody listens there already, the folder is not writable
     */
    public static ControlServer listen(Path socket, String permissions, ControlHandler handler) throws IOException {
        ControlSockets.checkLength(socket);
        Files.createDirectories(Objects.requireNonNull(socket.toAbsolutePath().getParent()));
        removeStaleSocket(socket);
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            SocketAddress address = UnixDomainSocketAddress.of(socket);
            server.bind(address);
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString(permissions));
        } catch (IOException problem) {
            server.close();
            throw new IOException("cannot listen on " + socket + ": " + problem.getMessage(), problem);
        }
        ControlServer controlServer = new ControlServer(socket, server, handler);
        Thread.ofPlatform().daemon().name("accept-" + socket.getFileName()).start(controlServer::acceptAll);
        return controlServer;
    }

    /** Connections that ended without an answer since the start. */
    public long failedConnections() {
        return failedConnections.get();
    }

    @Override
    public void close() {
        try {
            server.close();
            Files.deleteIfExists(socket);
        } catch (IOException ignored) {
            // The process ends; the next start replaces what is left.
            failedConnections.incrementAndGet();
        }
    }

    private static void removeStaleSocket(Path socket) throws IOException {
        if (!Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.readAttributes(socket, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .isOther()) {
            throw new IOException(socket + " is there and is no socket: choose another path, or remove it");
        }
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.connect(UnixDomainSocketAddress.of(socket));
        } catch (ConnectException nobodyListens) {
            Files.delete(socket);
            return;
        } catch (IOException notAllowed) {
            throw new IOException(
                    "cannot tell whether another process listens on " + socket + ": " + notAllowed.getMessage(),
                    notAllowed);
        }
        throw new IOException("another process listens on " + socket + " already: is it running twice?");
    }

    private void acceptAll() {
        while (server.isOpen()) {
            try {
                connections.acquire();
                SocketChannel client = server.accept();
                workers.execute(() -> serve(client));
            } catch (ClosedChannelException closed) {
                return;
            } catch (IOException problem) {
                // Such as too many open files: that goes on for a while, and asking at once again would burn the
                // processor.
                failedConnections.incrementAndGet();
                connections.release();
                LockSupport.parkNanos(ACCEPT_RETRY_DELAY.toNanos());
            } catch (InterruptedException interrupted) {
                return;
            }
        }
    }

    private void serve(SocketChannel client) {
        Future<?> timeout = ControlSockets.closeAfter(client, REQUEST_TIMEOUT);
        try (client) {
            UnixDomainPrincipal principal = client.getOption(ExtendedSocketOptions.SO_PEERCRED);
            Peer peer = new Peer(principal.user().getName(), principal.group().getName());
            if (!connectionLimits.tryAcquire(peer.user())) {
                ControlSockets.writeLine(client, errorResponse(Kind.REFUSED, TOO_MANY_CONNECTIONS).toJson());
                return;
            }
            try {
                String request = ControlSockets.readLine(client, MAX_REQUEST_BYTES);
                ControlSockets.writeLine(client, respond(request, peer).toJson());
            } finally {
                connectionLimits.release(peer.user());
            }
        } catch (IOException | RuntimeException connectionLost) {
            // The asker sees its connection end and says so; here it is only counted.
            failedConnections.incrementAndGet();
        } finally {
            timeout.cancel(false);
            connections.release();
        }
    }

    private JsonObject respond(String request, Peer peer) {
        try {
            return Json.object()
                    .put("ok", true)
                    .put("result", handler.handle(Json.parseObject(request), peer))
                    .build();
        } catch (JsonException notJson) {
            return errorResponse(Kind.REFUSED, "the request is not a JSON object on one line: " + notJson.getMessage());
        } catch (ControlException refused) {
            return errorResponse(refused.kind(), String.valueOf(refused.getMessage()));
        }
    }

    private static JsonObject errorResponse(Kind kind, String message) {
        return Json.object()
                .put("ok", false)
                .put("kind", kind.name())
                .put("error", message)
                .build();
    }
}
