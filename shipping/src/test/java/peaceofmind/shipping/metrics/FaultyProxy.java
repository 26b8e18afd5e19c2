// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.metrics;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A proxy in front of a receiver that fails in every way that a network and a receiver can. */
final class FaultyProxy implements AutoCloseable {

    enum Mode {
        OPEN,
        RETURNS_500,
        RETURNS_429,
        RETURNS_400,
        RETURNS_GARBAGE,
        HANGS,
        CUT
    }

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int upstreamPort;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private volatile CountDownLatch hangReleased = new CountDownLatch(1);
    private volatile Mode mode = Mode.OPEN;

    /** @param upstreamPort port of the receiver */
    FaultyProxy(int upstreamPort) throws IOException {
        this.upstreamPort = upstreamPort;
        Thread.startVirtualThread(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** Sets the mode and closes all open connections. */
    void setMode(Mode next) {
        mode = next;
        hangReleased.countDown();
        hangReleased = new CountDownLatch(1);
        connections.forEach(FaultyProxy::closeQuietly);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                connections.add(socket);
                Thread.startVirtualThread(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            switch (mode) {
                case OPEN -> forward(socket);
                case RETURNS_500 -> respond(socket, "HTTP/1.1 500 Internal Server Error\r\n");
                case RETURNS_429 -> respond(socket, "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 1\r\n");
                case RETURNS_400 -> respond(socket, "HTTP/1.1 400 Bad Request\r\n");
                case RETURNS_GARBAGE -> respond(socket, "\1\2 this is no HTTP at all");
                case HANGS -> {
                    if (hangReleased.await(60, TimeUnit.SECONDS)) {
                        return;
                    }
                }
                case CUT -> closeQuietly(socket);
            }
        } catch (IOException cut) {
            connections.remove(socket);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void forward(Socket socket) throws IOException, InterruptedException {
        try (Socket upstream = new Socket(InetAddress.getLoopbackAddress(), upstreamPort)) {
            connections.add(upstream);
            Thread back = Thread.startVirtualThread(() -> copy(upstream, socket));
            copy(socket, upstream);
            back.join();
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException cut) {
            closeQuietly(from);
        } finally {
            closeQuietly(to);
        }
    }

    /** Reads the whole request first: responding earlier would reset the sender's connection. */
    private static void respond(Socket socket, String head) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder request = new StringBuilder();
        while (request.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                return;
            }
            request.append((char) next);
        }
        String length = request.toString().replaceAll("(?is).*content-length: *(\\d+).*", "$1");
        in.readNBytes(Integer.parseInt(length));
        OutputStream out = socket.getOutputStream();
        out.write((head + "Content-Length: 0\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    private static void closeQuietly(Closeable open) {
        try {
            open.close();
        } catch (IOException gone) {
            // It is closed already.
            assert gone != null;
        }
    }

    @Override
    public void close() {
        setMode(Mode.CUT);
        closeQuietly(server);
    }
}
