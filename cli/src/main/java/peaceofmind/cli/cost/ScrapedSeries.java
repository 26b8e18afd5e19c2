package peaceofmind.cli.cost;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The series that an endpoint exposes.
 *
 * @param countByName number of series of each name
 * @param lines the samples, verbatim
 */
record ScrapedSeries(Map<String, Integer> countByName, List<String> lines) {

    private static final int MAX_BYTES = 16 * 1024 * 1024;

    /** Scrapes an endpoint over a plain socket, as {@code peace status} does. */
    static ScrapedSeries scrape(String address, int port, Duration timeout) throws IOException {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout((int) timeout.toMillis());
            socket.connect(new InetSocketAddress(address, port), (int) timeout.toMillis());
            socket.getOutputStream()
                    .write(("GET /metrics HTTP/1.0\r\nHost: " + address + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String response = new String(socket.getInputStream().readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
            int bodyStart = response.indexOf("\r\n\r\n");
            if (bodyStart < 0 || !response.lines().findFirst().orElse("").contains(" 200")) {
                throw new IOException("the response is not metrics");
            }
            return parse(response.substring(bodyStart + 4));
        }
    }

    static ScrapedSeries parse(String text) {
        Map<String, Integer> countByName = new TreeMap<>();
        List<String> lines = text.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
        lines.forEach(line -> countByName.merge(line.split("[{ ]", 2)[0], 1, Integer::sum));
        return new ScrapedSeries(countByName, lines);
    }

    ScrapedSeries plus(ScrapedSeries other) {
        Map<String, Integer> merged = new TreeMap<>(countByName);
        other.countByName.forEach((name, count) -> merged.merge(name, count, Integer::sum));
        return new ScrapedSeries(
                merged, Stream.concat(lines.stream(), other.lines.stream()).toList());
    }

    /** The value of a series by name and destination. */
    OptionalDouble value(String name, String destination) {
        Optional<String> found = lines.stream()
                .filter(line -> line.startsWith(name + "{destination=\"" + destination + "\"} "))
                .findFirst();
        return found.map(line -> OptionalDouble.of(Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))))
                .orElse(OptionalDouble.empty());
    }
}
