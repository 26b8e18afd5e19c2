package peaceofmind.cli.status;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Asks the agent for its metrics. By a bare socket: the HTTP client would take longer to load than the rest takes to run. */
final class MetricsClient {

    private static final int MAX_BYTES = 4_000_000;

    private MetricsClient() {}

    /** Scrapes once, in the plain text format. */
    static ScrapedMetrics scrape(String address, int port, Duration timeout) throws IOException {
        String url = "http://" + address + ":" + port + "/metrics";
        try (Socket socket = new Socket()) {
            socket.setSoTimeout((int) timeout.toMillis());
            socket.connect(new InetSocketAddress(address, port), (int) timeout.toMillis());
            socket.getOutputStream()
                    .write(("GET /metrics HTTP/1.0\r\nHost: " + address + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String response = new String(socket.getInputStream().readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
            int bodyStart = response.indexOf("\r\n\r\n");
            if (bodyStart < 0 || !response.lines().findFirst().orElse("").contains(" 200")) {
                throw new IOException("something else than the metrics answers on port " + port);
            }
            return ScrapedMetrics.parse(url, response.substring(bodyStart + 4));
        } catch (ConnectException refused) {
            throw new IOException("not running (nobody listens on " + address + ":" + port + ")", refused);
        }
    }
}
