// SPDX-License-Identifier: Apache-2.0
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
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;
import peaceofmind.foundation.control.ControlException.Kind;
import peaceofmind.foundation.control.ControlHandler.Peer;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.foundation.time.TimeoutTimer;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;

/**
 * Listens on a control socket. A client that is slow, silent or sends garbage occupies one of {@link #MAX_CONNECTIONS} connections
 * for at most {@link #REQUEST_TIMEOUT} and affects nobody else. {@link ConnectionLimits} keeps one user from taking all of them.
 */
public final class ControlServer implements AutoCloseable {

    static final int MAX_CONNECTIONS = 16;
    static final int MAX_REQUEST_BYTES = 64 * 1024;
    static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration PRESENCE_CHECK_INTERVAL = Duration.ofSeconds(5);
    private static final Duration ACCEPT_RETRY_DELAY = Duration.ofMillis(200);
    private static final String TOO_MANY_CONNECTIONS =
            "too many connections are open, by this user or in total: try again in ten seconds";

    private final Path socket;
    private final String permissions;
    private volatile ServerSocketChannel server;
    private volatile Optional<Future<?>> presenceCheck = Optional.empty();
    private boolean closed;
    private final ControlHandler handler;
    private final Semaphore connections = new Semaphore(MAX_CONNECTIONS);
    private final ConnectionLimits connectionLimits;
    private final ExecutorService workers;
    private final AtomicLong failedConnections = new AtomicLong();

    private ControlServer(
            Path socket,
            String permissions,
            ServerSocketChannel server,
            ControlHandler handler,
            ThreadFactory threads) {
        this.socket = socket;
        this.permissions = permissions;
        this.server = server;
        this.handler = handler;
        this.connectionLimits = new ConnectionLimits(new HashSet<>(List.of("root", System.getProperty("user.name"))));
        this.workers = Executors.newCachedThreadPool(threads);
    }

    /**
     * Starts listening. A socket left behind by a dead process is replaced; a live one is not.
     *
     * @param permissions of the socket, such as {@code rw-rw----}: whoever can write to it can send requests
     * @throws IOException the path is too long, another process listens there, or the folder is not writable; the message says what to do
     */
    public static ControlServer listen(Path socket, String permissions, ControlHandler handler) throws IOException {
        return listen(
                socket,
                permissions,
                handler,
                Thread.ofPlatform()
                        .daemon()
                        .name("control-" + socket.getFileName())
                        .factory());
    }

    /** @param threads create the threads that serve clients; a test's may refuse one */
    static ControlServer listen(Path socket, String permissions, ControlHandler handler, ThreadFactory threads)
            throws IOException {
        ControlSockets.checkLength(socket);
        Files.createDirectories(Objects.requireNonNull(socket.toAbsolutePath().getParent()));
        removeStaleSocket(socket);
        ControlServer controlServer =
                new ControlServer(socket, permissions, bind(socket, permissions), handler, threads);
        Thread.ofPlatform().daemon().name("accept-" + socket.getFileName()).start(controlServer::acceptAll);
        controlServer.presenceCheck =
                Optional.of(ControlSockets.repeat(controlServer::bindAgainIfRemoved, PRESENCE_CHECK_INTERVAL));
        return controlServer;
    }

    private static ServerSocketChannel bind(Path socket, String permissions) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            SocketAddress address = UnixDomainSocketAddress.of(socket);
            server.bind(address);
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString(permissions));
            return server;
        } catch (IOException problem) {
            server.close();
            throw new IOException("cannot listen on " + socket + ": " + ErrorText.of(problem), problem);
        }
    }

    /** Somebody who cleans up /run removes the socket of a process that runs on, which nobody could reach any more. */
    private synchronized void bindAgainIfRemoved() {
        if (closed || Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            Files.createDirectories(
                    Objects.requireNonNull(socket.toAbsolutePath().getParent()));
            ServerSocketChannel removed = server;
            // Before the old one is closed: the accepting thread continues with this one.
            server = bind(socket, permissions);
            removed.close();
        } catch (IOException failure) {
            failedConnections.incrementAndGet();
        }
    }

    /** Connections since the start that ended without a response. */
    public long failedConnections() {
        return failedConnections.get();
    }

    @Override
    public synchronized void close() {
        closed = true;
        presenceCheck.ifPresent(check -> check.cancel(false));
        try {
            server.close();
            Files.deleteIfExists(socket);
        } catch (IOException ignored) {
            // The process is exiting; the next one replaces the socket.
            failedConnections.incrementAndGet();
        }
    }

    private static void removeStaleSocket(Path socket) throws IOException {
        if (!Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.readAttributes(socket, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .isOther()) {
            throw new IOException(socket + " exists but is not a socket: choose another path, or remove it");
        }
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.connect(UnixDomainSocketAddress.of(socket));
        } catch (ConnectException nobodyListens) {
            Files.delete(socket);
            return;
        } catch (IOException notAllowed) {
            throw new IOException(
                    "cannot find out whether another process is listening on " + socket + ": "
                            + ErrorText.of(notAllowed),
                    notAllowed);
        }
        throw new IOException("another process is already listening on " + socket + ": is it running twice?");
    }

    private void acceptAll() {
        try {
            while (server.isOpen()) {
                connections.acquire();
                if (!acceptNext()) {
                    connections.release();
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns whether a thread serves a client now. Whatever is thrown, such as a refused thread, ends only this attempt. */
    private boolean acceptNext() {
        try {
            SocketChannel client = server.accept();
            try {
                workers.execute(() -> serve(client));
                return true;
            } catch (RuntimeException | Error noThread) {
                client.close();
                throw noThread;
            }
        } catch (ClosedChannelException closed) {
            return false;
        } catch (IOException | RuntimeException | Error problem) {
            // Errors such as too many open files last for a while; retrying at once would burn CPU.
            failedConnections.incrementAndGet();
            LockSupport.parkNanos(ACCEPT_RETRY_DELAY.toNanos());
            return false;
        }
    }

    private void serve(SocketChannel client) {
        try (client) {
            TimeoutTimer.Timeout timeout = ControlSockets.closeAfter(client, REQUEST_TIMEOUT);
            try {
                serveWithinLimits(client);
            } finally {
                timeout.cancel();
            }
        } catch (IOException | RuntimeException | Error connectionLost) {
            // The client notices that its connection was closed and reports it; here it is only counted.
            failedConnections.incrementAndGet();
        } finally {
            connections.release();
        }
    }

    private void serveWithinLimits(SocketChannel client) throws IOException {
        UnixDomainPrincipal principal = client.getOption(ExtendedSocketOptions.SO_PEERCRED);
        Peer peer = new Peer(principal.user().getName(), principal.group().getName());
        if (!connectionLimits.tryAcquire(peer.user())) {
            ControlSockets.writeLine(
                    client, errorResponse(Kind.REFUSED, TOO_MANY_CONNECTIONS).toJson());
            return;
        }
        try {
            String request = ControlSockets.readLine(client, MAX_REQUEST_BYTES);
            ControlSockets.writeLine(client, respond(request, peer).toJson());
        } finally {
            connectionLimits.release(peer.user());
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
