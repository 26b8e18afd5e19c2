// SPDX-License-Identifier: Apache-2.0
package peaceofmind.acceptance.bench;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A device's way to the server, which can be cut in the middle of a request and restored. */
final class FlappingLink implements AutoCloseable {

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int serverPort;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private volatile boolean isCut;

    FlappingLink(int serverPort) throws IOException {
        this.serverPort = serverPort;
        Thread.startVirtualThread(this::acceptConnections);
    }

    int port() {
        return listener.getLocalPort();
    }

    void cut() {
        isCut = true;
        connections.forEach(FlappingLink::closeQuietly);
    }

    void restore() {
        isCut = false;
    }

    private void acceptConnections() {
        while (!listener.isClosed()) {
            try {
                Socket device = listener.accept();
                Thread.startVirtualThread(() -> forward(device));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void forward(Socket device) {
        connections.add(device);
        try (device) {
            if (!isCut) {
                forwardTo(device);
            }
        } catch (IOException | InterruptedException cutOff) {
            // What the device sees of this is a broken connection.
            closeQuietly(device);
        } finally {
            connections.remove(device);
        }
    }

    private void forwardTo(Socket device) throws IOException, InterruptedException {
        try (Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort)) {
            connections.add(server);
            Thread responses = Thread.startVirtualThread(() -> copy(server, device));
            copy(device, server);
            responses.join();
            connections.remove(server);
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException cutOff) {
            closeQuietly(from);
        } finally {
            closeQuietly(to);
        }
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
        cut();
        closeQuietly(listener);
    }
}
