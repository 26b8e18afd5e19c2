// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.scrape;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Sends the same response to every connection, possibly slowly or endlessly. */
final class HostileServer implements AutoCloseable {

    /** Writes to a connection after the request was read. */
    interface Response {
        void write(OutputStream out) throws IOException, InterruptedException;
    }

    static final String OK = "HTTP/1.1 200 OK\r\nConnection: close\r\n";
    static final String TEXT = OK + "Content-Type: text/plain; version=0.0.4\r\n\r\n";

    private final ServerSocket socket;

    HostileServer(Response response) throws IOException {
        socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.startVirtualThread(() -> serve(response));
    }

    static HostileServer of(String response) throws IOException {
        return new HostileServer(out -> out.write(response.getBytes(StandardCharsets.ISO_8859_1)));
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/metrics");
    }

    private void serve(Response response) {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                Thread.startVirtualThread(() -> respond(connection, response));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void respond(Socket connection, Response response) {
        try (connection;
                InputStream in = connection.getInputStream()) {
            int newlines = 0;
            for (int c = in.read(); c >= 0 && newlines < 2; c = newlines < 2 ? in.read() : 0) {
                newlines = c == '\n' ? newlines + 1 : c == '\r' ? newlines : 0;
                if (newlines == 2) {
                    break;
                }
            }
            response.write(connection.getOutputStream());
            connection.getOutputStream().flush();
        } catch (IOException disconnected) {
            // The client has disconnected.
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
