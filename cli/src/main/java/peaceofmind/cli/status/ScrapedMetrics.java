package peaceofmind.cli.status;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the agent's metrics say.
 *
 * @param url their address
 * @param samples by series, as the text format writes them: {@code name{label="value"}}
 */
record ScrapedMetrics(String url, Map<String, Double> samples) {

    private static final int MAX_SAMPLES = 20_000;

    ScrapedMetrics {
        samples = Map.copyOf(samples);
    }

    /** Of the Prometheus text format; lines that are no samples are passed over. */
    static ScrapedMetrics parse(String where, String text) {
        Map<String, Double> samples = new LinkedHashMap<>();
        for (String line : (Iterable<String>) text.lines()::iterator) {
            int blank = line.lastIndexOf(' ');
            if (blank > 0 && line.charAt(0) != '#' && samples.size() < MAX_SAMPLES) {
                parseNumber(line.substring(blank + 1)).ifPresent(value -> samples.put(line.substring(0, blank), value));
            }
        }
        return new ScrapedMetrics(where, samples);
    }

    /** The value of exactly that series. */
    Optional<Double> value(String series) {
        return Optional.ofNullable(samples.get(series));
    }

    private static Optional<Double> parseNumber(String text) {
        try {
            return Optional.of(Double.valueOf(text));
        } catch (NumberFormatException invalid) {
            return Optional.empty();
        }
    }

    /** The sum over all series of that name for that destination; empty when there is none. */
    Optional<Double> sumForDestination(String name, String destination) {
        double sum = 0;
        boolean found = false;
        for (Map.Entry<String, Double> sample : samples.entrySet()) {
            if (sample.getKey().startsWith(name + "{")
                    && label(sample.getKey(), "destination")
                            .filter(destination::equals)
                            .isPresent()) {
                sum += sample.getValue();
                found = true;
            }
        }
        return found ? Optional.of(sum) : Optional.empty();
    }

    /**
     * The values that a label has in the series of that name, in alphabetical order.
     *
     * @param url pairs of a label's name and the value that it must have
     */
    NavigableSet<String> labelValues(String name, String label, String... where) {
        NavigableSet<String> values = new TreeSet<>();
        for (String series : samples.keySet()) {
            boolean matches = series.startsWith(name + "{");
            for (int i = 0; matches && i + 1 < where.length; i += 2) {
                matches = label(series, where[i]).filter(where[i + 1]::equals).isPresent();
            }
            if (matches) {
                label(series, label).ifPresent(values::add);
            }
        }
        return values;
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
