package peaceofmind.exporter.scrape;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Answers every connection with the same bytes, piece after piece, for as long as the other side listens. */
final class HostileServer implements AutoCloseable {

    /** What it does with a connection, after the request was read. */
    interface Answer {
        void write(OutputStream out) throws IOException, InterruptedException;
    }

    static final String OK = "HTTP/1.1 200 OK\r\nConnection: close\r\n";
    static final String TEXT = OK + "Content-Type: text/plain; version=0.0.4\r\n\r\n";

    private final ServerSocket socket;

    HostileServer(Answer answer) throws IOException {
        socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.startVirtualThread(() -> serve(answer));
    }

    static HostileServer of(String answer) throws IOException {
        return new HostileServer(out -> out.write(answer.getBytes(StandardCharsets.ISO_8859_1)));
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/metrics");
    }

    private void serve(Answer answer) {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                Thread.startVirtualThread(() -> answer(connection, answer));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void answer(Socket connection, Answer answer) {
        try (connection;
                InputStream in = connection.getInputStream()) {
            int newlines = 0;
            for (int c = in.read(); c >= 0 && newlines < 2; c = newlines < 2 ? in.read() : 0) {
                newlines = c == '\n' ? newlines + 1 : c == '\r' ? newlines : 0;
                if (newlines == 2) {
                    break;
                }
            }
            answer.write(connection.getOutputStream());
            connection.getOutputStream().flush();
        } catch (IOException left) {
            // The other side had enough.
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
