package peaceofmind.cli.status;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import peaceofmind.cli.terminal.HumanFormat;

/** The state of shipping metrics and logs: one line per destination, with the problem that delays it and for how long it has. */
final class ShippingStatus {

    private static final Duration MIN_SHOWN_LAG = Duration.ofMinutes(2);

    private ShippingStatus() {}

    /** Empty when nothing is shipped. */
    static Optional<ComponentStatus> of(ScrapedMetrics scrape, Instant now) {
        List<String> lines = new ArrayList<>();
        boolean failing = false;
        for (String destination : scrape.labelValues("peace_ship_pending_samples", "destination")) {
            Optional<String> problem = problem(scrape, "peace_ship_problem_info", destination);
            lines.add("metrics to " + destination + " " + metrics(scrape, destination, problem, now));
            failing |= problem.isPresent();
        }
        for (String destination : scrape.labelValues("peace_ship_log_lag_seconds", "destination")) {
            Optional<String> problem = problem(scrape, "peace_ship_log_problem_info", destination);
            lines.add("logs to " + destination + " " + logs(scrape, destination, problem, now));
            failing |= problem.isPresent();
        }
        return lines.isEmpty()
                ? Optional.empty()
                : Optional.of(new ComponentStatus("shipping", failing ? HealthLevel.DEGRADED : HealthLevel.HEALTHY, lines));
    }

    private static Optional<String> problem(ScrapedMetrics scrape, String family, String destination) {
        return scrape.labelValues(family, "problem", "destination", destination).stream()
                .findFirst();
    }

    private static String metrics(ScrapedMetrics scrape, String destination, Optional<String> problem, Instant now) {
        double pending =
                scrape.sumForDestination("peace_ship_pending_samples", destination).orElse(0.0);
        String problemAge = problemAge(scrape, "peace_ship_problem_since_timestamp_seconds", destination, now);
        return problem.map(text -> String.format(Locale.ROOT, "wait%s (%,.0f samples): %s", problemAge, pending, text))
                        .orElse(deliveryState(scrape, "peace_ship_last_success_timestamp_seconds", destination))
                + dropped(scrape, "peace_ship_dropped_total", destination, "samples");
    }

    private static String logs(ScrapedMetrics scrape, String destination, Optional<String> problem, Instant now) {
        double lag = scrape.sumForDestination("peace_ship_log_lag_seconds", destination).orElse(0.0);
        Duration behind = Duration.ofSeconds((long) lag);
        String late = behind.compareTo(MIN_SHOWN_LAG) > 0 ? ", " + HumanFormat.duration(behind) + " behind" : "";
        String problemAge = problemAge(scrape, "peace_ship_log_problem_since_timestamp_seconds", destination, now);
        return problem.map(text -> "wait" + problemAge + ": " + text)
                        .orElse(deliveryState(scrape, "peace_ship_log_last_success_timestamp_seconds", destination))
                + late
                + dropped(scrape, "peace_ship_log_lines_dropped_total", destination, "lines");
    }

    /** No trouble is no arrival: right after a start, nothing has been sent yet. */
    private static String deliveryState(ScrapedMetrics scrape, String lastSuccess, String destination) {
        return scrape.sumForDestination(lastSuccess, destination).isPresent() ? "arrive" : "have not been sent yet";
    }

    private static String problemAge(ScrapedMetrics scrape, String family, String destination, Instant now) {
        return scrape.sumForDestination(family, destination)
                .map(seconds -> Duration.ofMillis(now.toEpochMilli() - (long) (seconds * 1000)))
                .filter(age -> !age.isNegative())
                .map(age -> " for " + HumanFormat.duration(age))
                .orElse("");
    }

    private static String dropped(ScrapedMetrics scrape, String family, String destination, String unit) {
        List<String> counts = new ArrayList<>();
        double total = 0;
        for (String reason : scrape.labelValues(family, "reason", "destination", destination)) {
            double count = scrape.value(family + "{destination=\"" + destination + "\",reason=\"" + reason + "\"}")
                    .orElse(0.0);
            if (count > 0) {
                total += count;
                counts.add(String.format(Locale.ROOT, "%,.0f %s", count, describeReason(reason)));
            }
        }
        if (counts.isEmpty()) {
            return "";
        }
        String reasons = counts.size() == 1
                ? counts.getFirst().replaceFirst("^[\\d,]+ ", "")
                : counts.stream().collect(Collectors.joining(", "));
        return String.format(Locale.ROOT, "; %,.0f %s given up since its start: %s", total, unit, reasons);
    }

    /** The reasons of {@code docs/shipping.md} and {@code docs/logs.md}; another one as it is. */
    private static String describeReason(String reason) {
        return switch (reason) {
            case "refused", "rejected" -> "refused by the receiver";
            case "spool_full" -> "because the spool was full (spool_size)";
            case "memory_full" -> "because memory was full and the disk could not be written";
            case "too_old" -> "too old";
            case "too_large" -> "too large for the receiver";
            case "unread" -> "deleted before they were read";
            case "spool_damaged" -> "in damaged files";
            case "clock_was_ahead" -> "taken while the clock was ahead";
            default -> reason;
        };
    }
}
