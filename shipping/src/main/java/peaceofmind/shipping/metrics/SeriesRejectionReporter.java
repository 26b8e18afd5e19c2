// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.metrics;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import peaceofmind.metrics.Series;

/** Reports rejected series by name, each once a day: at once, then at most every ten minutes. Thread-safe. */
final class SeriesRejectionReporter {

    private static final Duration REPORT_INTERVAL = Duration.ofMinutes(10);
    private static final Duration REPEAT_INTERVAL = Duration.ofDays(1);
    private static final int MAX_SERIES = 1_000;
    private static final int MAX_NAMED = 2;
    /** The watchdog truncates reports at 600 characters: these are the limits of the names together, and of the reason. */
    private static final int MAX_NAMES_CHARS = 240;

    private static final int MAX_REASON_CHARS = 180;

    private final String destination;
    private final Consumer<String> reportEvent;
    private final LinkedHashMap<Series, Long> reportedNanos = new LinkedHashMap<>();
    private final Set<Series> unreported = new LinkedHashSet<>();
    private String reason = "";
    private String consequence = "";
    private long samples;
    private Optional<Long> lastReportNanos = Optional.empty();

    SeriesRejectionReporter(String destination, Consumer<String> reportEvent) {
        this.destination = destination;
        this.reportEvent = reportEvent;
    }

    /**
     * Adds samples that are not delivered.
     *
     * @param newReason for people, without a full stop
     * @param newConsequence what follows for the series, without a full stop; may be empty
     */
    synchronized void add(Series series, long count, String newReason, String newConsequence, long nowNanos) {
        reportedNanos.values().removeIf(at -> nowNanos - at > REPEAT_INTERVAL.toNanos());
        if (reportedNanos.containsKey(series) || unreported.size() >= MAX_SERIES) {
            return;
        }
        if (unreported.isEmpty()) {
            reason = newReason;
            consequence = newConsequence;
        }
        unreported.add(series);
        samples += count;
    }

    /** Reports what is unreported, if it is time. Call regularly. */
    synchronized void reportIfDue(long nowNanos) {
        boolean due = lastReportNanos
                .map(at -> nowNanos - at >= REPORT_INTERVAL.toNanos())
                .orElse(true);
        if (unreported.isEmpty() || !due) {
            return;
        }
        reportEvent.accept(text());
        unreported.forEach(series -> reportedNanos.put(series, nowNanos));
        while (reportedNanos.size() > MAX_SERIES) {
            reportedNanos.pollFirstEntry();
        }
        unreported.clear();
        samples = 0;
        lastReportNanos = Optional.of(nowNanos);
    }

    private String text() {
        int named = Math.min(unreported.size(), MAX_NAMED);
        String names = String.join(
                ", ",
                unreported.stream()
                        .limit(MAX_NAMED)
                        .map(series -> shorten(series.toString(), MAX_NAMES_CHARS / named))
                        .toList());
        String rest = unreported.size() > MAX_NAMED
                ? String.format(Locale.ROOT, " and %,d more", unreported.size() - MAX_NAMED)
                : "";
        return String.format(
                Locale.ROOT,
                "metrics to %s: %,d series (%,d samples) could not be delivered: %s%s (%s)%s; they remain in this device's own history",
                destination,
                unreported.size(),
                samples,
                names,
                rest,
                shorten(reason, MAX_REASON_CHARS),
                consequence.isEmpty() ? "" : "; " + consequence);
    }

    private static String shorten(String text, int maxChars) {
        return text.length() > maxChars ? text.substring(0, maxChars) + "…" : text;
    }
}
