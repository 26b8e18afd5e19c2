package peaceofmind.cli.status;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Whether the metrics endpoint answers. By a bare socket: the HTTP client would take longer to load than the rest takes to run. */
final class Metrics {

    private Metrics() {}

    /**
     * Asks for its health.
     *
     * @return the address of the metrics
     */
    static String ask(String address, int port, Duration limit) throws IOException {
        String where = "http://" + address + ":" + port + "/metrics";
        try (Socket socket = new Socket()) {
            socket.setSoTimeout((int) limit.toMillis());
            socket.connect(new InetSocketAddress(address, port), (int) limit.toMillis());
            socket.getOutputStream()
                    .write(("GET /-/healthy HTTP/1.0\r\nHost: " + address + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String first = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
            if (first == null || !first.contains(" 200")) {
                throw new IOException("something else than the metrics answers on port " + port);
            }
            return where;
        } catch (ConnectException refused) {
            throw new IOException("not running (nobody listens on " + address + ":" + port + ")", refused);
        }
    }
}
