// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.liveness;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A server on the loopback that does with each connection what a test says. */
final class ScriptedServer implements AutoCloseable {

    /** What it does; the connection is closed afterwards. */
    interface Script {
        void serve(Socket connection) throws Exception;
    }

    private final ServerSocket listening;
    private final Script script;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicInteger connections = new AtomicInteger();

    private ScriptedServer(ServerSocket listening, Script script) {
        this.listening = listening;
        this.script = script;
    }

    static ScriptedServer start(Script script) throws IOException {
        ScriptedServer server = new ScriptedServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), script);
        Thread.ofVirtual().start(server::run);
        return server;
    }

    /** Reads the request's first bytes, then sends this text. */
    static ScriptedServer responding(String response) throws IOException {
        return start(connection -> {
            awaitRequest(connection);
            connection.getOutputStream().write(response.getBytes(StandardCharsets.UTF_8));
        });
    }

    static void awaitRequest(Socket connection) throws IOException {
        if (connection.getInputStream().read(new byte[4096]) < 0) {
            throw new EOFException("no request");
        }
    }

    int port() {
        return listening.getLocalPort();
    }

    int connections() {
        return connections.get();
    }

    /** For a script that hangs until the end of the test. */
    void awaitClose() throws InterruptedException {
        closed.await();
    }

    private void run() {
        while (!listening.isClosed()) {
            try {
                Socket connection = listening.accept();
                connections.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(connection));
            } catch (IOException stopped) {
                return;
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            script.serve(connection);
        } catch (Exception hungUp) {
            // The probe has its result.
        }
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        listening.close();
    }
}
