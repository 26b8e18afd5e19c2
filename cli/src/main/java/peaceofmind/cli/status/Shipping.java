package peaceofmind.cli.status;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import peaceofmind.cli.terminal.Words;

/** How metrics and logs reach their receivers, a line each, with what keeps them back in words. */
final class Shipping {

    private static final Duration NOTABLE_LAG = Duration.ofMinutes(2);

    private Shipping() {}

    /** Empty when nothing is shipped. */
    static Optional<Part> of(Scrape scrape) {
        List<String> lines = new ArrayList<>();
        boolean trouble = false;
        for (String destination : scrape.valuesOf("peace_ship_pending_samples", "destination")) {
            Optional<String> problem = problem(scrape, "peace_ship_problem_info", destination);
            lines.add("metrics to " + destination + " " + metrics(scrape, destination, problem));
            trouble |= problem.isPresent();
        }
        for (String destination : scrape.valuesOf("peace_ship_log_lag_seconds", "destination")) {
            Optional<String> problem = problem(scrape, "peace_ship_log_problem_info", destination);
            lines.add("logs to " + destination + " " + logs(scrape, destination, problem));
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

    private static String metrics(Scrape scrape, String destination, Optional<String> problem) {
        double waiting =
                scrape.sumWhere("peace_ship_pending_samples", destination).orElse(0.0);
        double dropped =
                scrape.sumWhere("peace_ship_dropped_total", destination).orElse(0.0);
        String gone =
                dropped > 0 ? String.format(Locale.ROOT, "; %,.0f samples given up since its start", dropped) : "";
        return problem.map(words -> String.format(Locale.ROOT, "wait (%,.0f samples): %s", waiting, words))
                        .orElse(arrived(scrape, "peace_ship_last_success_timestamp_seconds", destination))
                + gone;
    }

    private static String logs(Scrape scrape, String destination, Optional<String> problem) {
        double lag = scrape.sumWhere("peace_ship_log_lag_seconds", destination).orElse(0.0);
        double dropped = scrape.sumWhere("peace_ship_log_lines_dropped_total", destination)
                .orElse(0.0);
        Duration behind = Duration.ofSeconds((long) lag);
        String late = behind.compareTo(NOTABLE_LAG) > 0 ? ", " + Words.time(behind) + " behind" : "";
        String gone = dropped > 0 ? String.format(Locale.ROOT, "; %,.0f lines given up since its start", dropped) : "";
        return problem.map(words -> "wait: " + words)
                        .orElse(arrived(scrape, "peace_ship_log_last_success_timestamp_seconds", destination))
                + late
                + gone;
    }

    /** No trouble is no arrival: right after a start, nothing has been sent yet. */
    private static String arrived(Scrape scrape, String lastSuccess, String destination) {
        return scrape.sumWhere(lastSuccess, destination).isPresent() ? "arrive" : "have not been sent yet";
    }
}
