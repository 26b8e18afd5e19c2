// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A page of our own metrics, in the Prometheus text format. It trusts its source: foreign targets are parsed by the agent's scraper.
 *
 * @param address of the page
 * @param samples by series, as the text format writes them: {@code name{label="value"}}
 */
public record MetricsPage(String address, Map<String, Double> samples) {

    private static final int MAX_BYTES = 16 * 1024 * 1024;
    private static final int MAX_SAMPLES = 100_000;

    public MetricsPage {
        samples = Map.copyOf(samples);
    }

    /**
     * Fetches a page. By a bare socket: the HTTP client would take longer to load than a command takes to run.
     *
     * @throws IOException for people: nobody listens there, no response in time, something else answers
     */
    public static MetricsPage fetch(String host, int port, Duration limit) throws IOException {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout((int) limit.toMillis());
            socket.connect(new InetSocketAddress(host, port), (int) limit.toMillis());
            socket.getOutputStream()
                    .write(("GET /metrics HTTP/1.0\r\nHost: " + host + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            String response = new String(socket.getInputStream().readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
            int body = response.indexOf("\r\n\r\n");
            if (body < 0 || !response.lines().findFirst().orElse("").contains(" 200")) {
                throw new IOException("something else than the metrics answers on port " + port);
            }
            return parse("http://" + host + ":" + port + "/metrics", response.substring(body + 4));
        } catch (ConnectException refused) {
            throw new IOException("not running (nobody listens on " + host + ":" + port + ")", refused);
        }
    }

    /** Reads a page; lines that are no samples are skipped. */
    public static MetricsPage parse(String address, String text) {
        Map<String, Double> samples = new LinkedHashMap<>();
        for (String line : (Iterable<String>) text.lines()::iterator) {
            int blank = line.lastIndexOf(' ');
            if (blank > 0 && line.charAt(0) != '#' && samples.size() < MAX_SAMPLES) {
                number(line.substring(blank + 1)).ifPresent(value -> samples.put(line.substring(0, blank), value));
            }
        }
        return new MetricsPage(address, samples);
    }

    private static Optional<Double> number(String text) {
        try {
            // Java's word for it is longer.
            return Optional.of(Double.valueOf(text.endsWith("Inf") ? text + "inity" : text));
        } catch (NumberFormatException notANumber) {
            return Optional.empty();
        }
    }

    /** The value of exactly that series. */
    public Optional<Double> value(String series) {
        return Optional.ofNullable(samples.get(series));
    }

    /** The sum over all series of that name whose label has that value; empty when there is none. */
    public Optional<Double> sum(String name, String label, String value) {
        double sum = 0;
        boolean found = false;
        for (Map.Entry<String, Double> sample : samples.entrySet()) {
            if (isOf(name, sample.getKey())
                    && label(sample.getKey(), label).filter(value::equals).isPresent()) {
                sum += sample.getValue();
                found = true;
            }
        }
        return found ? Optional.of(sum) : Optional.empty();
    }

    /**
     * The values that a label has in the series of that name, in alphabetical order.
     *
     * @param where pairs of a label's name and the value that it must have
     */
    public NavigableSet<String> labelValues(String name, String label, String... where) {
        NavigableSet<String> values = new TreeSet<>();
        for (String series : samples.keySet()) {
            boolean matches = isOf(name, series);
            for (int i = 0; matches && i + 1 < where.length; i += 2) {
                matches = label(series, where[i]).filter(where[i + 1]::equals).isPresent();
            }
            if (matches) {
                label(series, label).ifPresent(values::add);
            }
        }
        return values;
    }

    /** Both pages as one. */
    public MetricsPage and(MetricsPage other) {
        Map<String, Double> all = new LinkedHashMap<>(samples);
        all.putAll(other.samples);
        return new MetricsPage(address, all);
    }

    /** How many series each name has. */
    public Map<String, Integer> seriesByName() {
        return samples.keySet().stream()
                .collect(Collectors.toMap(MetricsPage::name, _ -> 1, Integer::sum, TreeMap::new));
    }

    private static boolean isOf(String name, String series) {
        return series.startsWith(name) && series.length() > name.length() && series.charAt(name.length()) == '{';
    }

    private static String name(String series) {
        int bracket = series.indexOf('{');
        return bracket < 0 ? series : series.substring(0, bracket);
    }

    private static Optional<String> label(String series, String name) {
        Matcher matcher =
                Pattern.compile("[{,]" + name + "=\"((?:[^\"\\\\]|\\\\.)*)\"").matcher(series);
        return matcher.find()
                ? Optional.of(matcher.group(1)
                        .replace("\\n", " ")
                        .replace("\\\"", "\"")
                        .replace("\\\\", "\\"))
                : Optional.empty();
    }
}
