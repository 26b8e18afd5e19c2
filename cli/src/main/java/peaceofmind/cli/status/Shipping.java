package peaceofmind.cli.status;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import peaceofmind.cli.terminal.Words;

/** How metrics and logs reach their receivers, a line each, with what keeps them back in words, and for how long it does. */
final class Shipping {

    private static final Duration NOTABLE_LAG = Duration.ofMinutes(2);

    private Shipping() {}

    /** Empty when nothing is shipped. */
    static Optional<Part> of(Scrape scrape, Instant now) {
        List<String> lines = new ArrayList<>();
        boolean trouble = false;
        for (String destination : scrape.valuesOf("peace_ship_pending_samples", "destination")) {
            Optional<String> problem = problem(scrape, "peace_ship_problem_info", destination);
            lines.add("metrics to " + destination + " " + metrics(scrape, destination, problem, now));
            trouble |= problem.isPresent();
        }
        for (String destination : scrape.valuesOf("peace_ship_log_lag_seconds", "destination")) {
            Optional<String> problem = problem(scrape, "peace_ship_log_problem_info", destination);
            lines.add("logs to " + destination + " " + logs(scrape, destination, problem, now));
            trouble |= problem.isPresent();
        }
        return lines.isEmpty()
                ? Optional.empty()
                : Optional.of(new Part("shipping", trouble ? Level.DEGRADED : Level.HEALTHY, lines));
    }

    private static Optional<String> problem(Scrape scrape, String family, String destination) {
        return scrape.valuesOf(family, "problem", "destination", destination).stream()
                .findFirst();
    }

    private static String metrics(Scrape scrape, String destination, Optional<String> problem, Instant now) {
        double waiting =
                scrape.sumWhere("peace_ship_pending_samples", destination).orElse(0.0);
        String since = since(scrape, "peace_ship_problem_since_timestamp_seconds", destination, now);
        return problem.map(words -> String.format(Locale.ROOT, "wait%s (%,.0f samples): %s", since, waiting, words))
                        .orElse(arrived(scrape, "peace_ship_last_success_timestamp_seconds", destination))
                + givenUp(scrape, "peace_ship_dropped_total", destination, "samples");
    }

    private static String logs(Scrape scrape, String destination, Optional<String> problem, Instant now) {
        double lag = scrape.sumWhere("peace_ship_log_lag_seconds", destination).orElse(0.0);
        Duration behind = Duration.ofSeconds((long) lag);
        String late = behind.compareTo(NOTABLE_LAG) > 0 ? ", " + Words.time(behind) + " behind" : "";
        String since = since(scrape, "peace_ship_log_problem_since_timestamp_seconds", destination, now);
        return problem.map(words -> "wait" + since + ": " + words)
                        .orElse(arrived(scrape, "peace_ship_log_last_success_timestamp_seconds", destination))
                + late
                + givenUp(scrape, "peace_ship_log_lines_dropped_total", destination, "lines");
    }

    /** No trouble is no arrival: right after a start, nothing has been sent yet. */
    private static String arrived(Scrape scrape, String lastSuccess, String destination) {
        return scrape.sumWhere(lastSuccess, destination).isPresent() ? "arrive" : "have not been sent yet";
    }

    private static String since(Scrape scrape, String family, String destination, Instant now) {
        return scrape.sumWhere(family, destination)
                .map(seconds -> Duration.ofMillis(now.toEpochMilli() - (long) (seconds * 1000)))
                .filter(lasts -> !lasts.isNegative())
                .map(lasts -> " for " + Words.time(lasts))
                .orElse("");
    }

    private static String givenUp(Scrape scrape, String family, String destination, String what) {
        List<String> parts = new ArrayList<>();
        double all = 0;
        for (String reason : scrape.valuesOf(family, "reason", "destination", destination)) {
            double count = scrape.of(family + "{destination=\"" + destination + "\",reason=\"" + reason + "\"}")
                    .orElse(0.0);
            if (count > 0) {
                all += count;
                parts.add(String.format(Locale.ROOT, "%,.0f %s", count, why(reason)));
            }
        }
        if (parts.isEmpty()) {
            return "";
        }
        String reasons = parts.size() == 1
                ? parts.getFirst().replaceFirst("^[\\d,]+ ", "")
                : parts.stream().collect(Collectors.joining(", "));
        return String.format(Locale.ROOT, "; %,.0f %s given up since its start: %s", all, what, reasons);
    }

    /** The reasons of {@code docs/shipping.md} and {@code docs/logs.md}; another one as it is. */
    private static String why(String reason) {
        return switch (reason) {
            case "refused", "rejected" -> "refused by the receiver";
            case "spool_full" -> "for want of room (spool_size)";
            case "memory_full" -> "for want of room, since the disk took nothing";
            case "too_old" -> "too old";
            case "too_large" -> "too large for the receiver";
            case "unread" -> "gone before they could be read";
            case "spool_damaged" -> "in damaged files";
            case "clock_was_ahead" -> "taken while the clock was ahead";
            default -> reason;
        };
    }
}
