// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.status;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import peaceofmind.cli.terminal.HumanFormat;
import peaceofmind.contract.client.MetricsPage;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** The state of shipping metrics and logs: one line per destination, with the problem that delays it and for how long it has. */
final class ShippingStatus {

    private static final Duration MIN_SHOWN_LAG = Duration.ofMinutes(2);

    private ShippingStatus() {}

    /** Empty when nothing is shipped. */
    static List<String> lines(MetricsPage page, Instant now) {
        List<String> lines = new ArrayList<>();
        for (String destination : page.labelValues("peace_ship_pending_samples", "destination")) {
            Optional<String> problem = problem(page, "peace_ship_problem_info", destination);
            lines.add("metrics to " + destination + " " + metrics(page, destination, problem, now));
        }
        for (String destination : page.labelValues("peace_ship_log_lag_seconds", "destination")) {
            Optional<String> problem = problem(page, "peace_ship_log_problem_info", destination);
            lines.add("logs to " + destination + " " + logs(page, destination, problem, now));
        }
        return lines;
    }

    /** The same for programs, one object a destination of metrics or logs. */
    static List<Json> figures(MetricsPage page) {
        List<Json> figures = new ArrayList<>();
        for (String destination : page.labelValues("peace_ship_pending_samples", "destination")) {
            figures.add(figure(page, "metrics", "peace_ship", destination)
                    .put(
                            "pending_samples",
                            StatusFigures.number(page.sum("peace_ship_pending_samples", "destination", destination)))
                    .put("dropped", dropCounts(page, "peace_ship_dropped_total", destination))
                    .build());
        }
        for (String destination : page.labelValues("peace_ship_log_lag_seconds", "destination")) {
            figures.add(figure(page, "logs", "peace_ship_log", destination)
                    .put(
                            "lag_seconds",
                            StatusFigures.number(page.sum("peace_ship_log_lag_seconds", "destination", destination)))
                    .put("dropped", dropCounts(page, "peace_ship_log_lines_dropped_total", destination))
                    .build());
        }
        return figures;
    }

    private static Json.ObjectBuilder figure(MetricsPage page, String kind, String prefix, String destination) {
        return Json.object()
                .put("kind", kind)
                .put("destination", destination)
                .put("problem", problem(page, prefix + "_problem_info", destination))
                .put("problem_since", time(page, prefix + "_problem_since_timestamp_seconds", destination))
                .put("last_success_at", time(page, prefix + "_last_success_timestamp_seconds", destination));
    }

    private static Optional<String> time(MetricsPage page, String family, String destination) {
        return page.sum(family, "destination", destination)
                .map(seconds -> Instant.ofEpochSecond(seconds.longValue()).toString());
    }

    /** Number of samples or lines that were given up, by the reason's code. */
    private static JsonObject dropCounts(MetricsPage page, String family, String destination) {
        Json.ObjectBuilder json = Json.object();
        for (String reason : page.labelValues(family, "reason", "destination", destination)) {
            page.value(family + "{destination=\"" + destination + "\",reason=\"" + reason + "\"}")
                    .ifPresent(count -> json.put(reason, count.longValue()));
        }
        return json.build();
    }

    private static Optional<String> problem(MetricsPage page, String family, String destination) {
        return page.labelValues(family, "problem", "destination", destination).stream()
                .findFirst();
    }

    private static String metrics(MetricsPage page, String destination, Optional<String> problem, Instant now) {
        double pending = page.sum("peace_ship_pending_samples", "destination", destination)
                .orElse(0.0);
        String problemAge = problemAge(page, "peace_ship_problem_since_timestamp_seconds", destination, now);
        return problem.map(text -> String.format(Locale.ROOT, "wait%s (%,.0f samples): %s", problemAge, pending, text))
                        .orElse(deliveryState(page, "peace_ship_last_success_timestamp_seconds", destination))
                + dropped(page, "peace_ship_dropped_total", destination, "samples");
    }

    private static String logs(MetricsPage page, String destination, Optional<String> problem, Instant now) {
        double lag = page.sum("peace_ship_log_lag_seconds", "destination", destination)
                .orElse(0.0);
        Duration behind = Duration.ofSeconds((long) lag);
        String late = behind.compareTo(MIN_SHOWN_LAG) > 0 ? ", " + HumanFormat.duration(behind) + " behind" : "";
        String problemAge = problemAge(page, "peace_ship_log_problem_since_timestamp_seconds", destination, now);
        return problem.map(text -> "wait" + problemAge + ": " + text)
                        .orElse(deliveryState(page, "peace_ship_log_last_success_timestamp_seconds", destination))
                + late
                + dropped(page, "peace_ship_log_lines_dropped_total", destination, "lines");
    }

    /** That no error is reported does not mean that data arrive: right after a start, nothing has been sent yet. */
    private static String deliveryState(MetricsPage page, String lastSuccess, String destination) {
        return page.sum(lastSuccess, "destination", destination).isPresent() ? "arrive" : "have not been sent yet";
    }

    private static String problemAge(MetricsPage page, String family, String destination, Instant now) {
        return page.sum(family, "destination", destination)
                .map(seconds -> Duration.ofMillis(now.toEpochMilli() - (long) (seconds * 1000)))
                .filter(age -> !age.isNegative())
                .map(age -> " for " + HumanFormat.duration(age))
                .orElse("");
    }

    private static String dropped(MetricsPage page, String family, String destination, String unit) {
        List<String> counts = new ArrayList<>();
        double total = 0;
        for (String reason : page.labelValues(family, "reason", "destination", destination)) {
            double count = page.value(family + "{destination=\"" + destination + "\",reason=\"" + reason + "\"}")
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
            case "invalid_label" -> "with a label that is reserved";
            case "label_too_long" -> "with a label that is too long";
            case "duplicate" -> "because two sources have the same series";
            case "clock_was_ahead" -> "taken while the clock was ahead";
            default -> reason;
        };
    }
}
