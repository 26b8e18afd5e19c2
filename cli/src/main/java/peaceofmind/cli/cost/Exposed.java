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
 * What an endpoint exposes.
 *
 * @param series how many of each name
 * @param lines the samples as they were written
 */
record Exposed(Map<String, Integer> series, List<String> lines) {

    private static final int MAX_BYTES = 16 * 1024 * 1024;

    /** Asks an endpoint, by a bare socket as {@code peace status} does. */
    static Exposed ask(String address, int port, Duration limit) throws IOException {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout((int) limit.toMillis());
            socket.connect(new InetSocketAddress(address, port), (int) limit.toMillis());
            socket.getOutputStream()
                    .write(("GET /metrics HTTP/1.0\r\nHost: " + address + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
            int body = answer.indexOf("\r\n\r\n");
            if (body < 0 || !answer.lines().findFirst().orElse("").contains(" 200")) {
                throw new IOException("something else than the metrics answers there");
            }
            return of(answer.substring(body + 4));
        }
    }

    static Exposed of(String text) {
        Map<String, Integer> series = new TreeMap<>();
        List<String> lines = text.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
        lines.forEach(line -> series.merge(line.split("[{ ]", 2)[0], 1, Integer::sum));
        return new Exposed(series, lines);
    }

    Exposed and(Exposed other) {
        Map<String, Integer> all = new TreeMap<>(series);
        other.series.forEach((name, count) -> all.merge(name, count, Integer::sum));
        return new Exposed(
                all, Stream.concat(lines.stream(), other.lines.stream()).toList());
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
