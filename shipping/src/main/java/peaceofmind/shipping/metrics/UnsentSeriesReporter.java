// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.metrics;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import peaceofmind.metrics.Series;

/** Counts samples that cannot be sent as they are, and reports each metric and reason once. Not thread-safe. */
final class UnsentSeriesReporter implements SampleSelector.DropListener {

    private static final int MAX_REPORTS = 20;
    /** Of a name: the watchdog truncates reports at 600 characters. */
    private static final int MAX_CHARS = 160;

    private final String destination;
    private final Counters counters;
    private final Consumer<String> reportEvent;
    private final Set<String> reported = new HashSet<>();

    UnsentSeriesReporter(String destination, Counters counters, Consumer<String> reportEvent) {
        this.destination = destination;
        this.counters = counters;
        this.reportEvent = reportEvent;
    }

    @Override
    public void onDropped(String reason, Series series) {
        counters.drop(reason, 1);
        if (reported.size() < MAX_REPORTS && reported.add(reason + " " + series.name())) {
            reportEvent.accept("metrics to " + destination + ": a series of " + shorten(series.name())
                    + " is not sent: " + describe(reason, series));
        }
    }

    private static String describe(String reason, Series series) {
        return switch (reason) {
            case "duplicate" ->
                "two sources have " + shorten(series.toString())
                        + "; the first one is sent (give a scraped target its own job or instance)";
            case "label_too_long" ->
                "a label is longer than " + SampleSelector.MAX_LABEL_CHARS + " characters, which receivers reject"
                        + series.labels().entrySet().stream()
                                .filter(label -> label.getValue().length() > SampleSelector.MAX_LABEL_CHARS)
                                .findFirst()
                                .map(label -> ": " + shorten(label.getKey() + "=\"" + label.getValue()))
                                .orElse("");
            default -> "it has a label __name__, which is the metric's name";
        };
    }

    private static String shorten(String text) {
        return text.length() > MAX_CHARS ? text.substring(0, MAX_CHARS) + "…" : text;
    }
}
