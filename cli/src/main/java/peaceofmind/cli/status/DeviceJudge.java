package peaceofmind.cli.status;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import peaceofmind.cli.logs.LogLine;
import peaceofmind.cli.status.Sources.Answer;
import peaceofmind.cli.terminal.Words;

/** Lines and levels of the machine, the metrics and what was logged. What is absent is left out, never shown as zero. */
final class DeviceJudge {

    /** The Raspberry Pi slows down from here. */
    private static final double HOT_CELSIUS = 80;

    private static final List<String> STATUSES = List.of("pending", "in_progress", "completed", "failed", "corrupted");

    private DeviceJudge() {}

    static List<Part> metrics(Answer<Scrape> answer) {
        if (answer.value().isEmpty()) {
            return List.of(new Part("metrics", Level.DEGRADED, List.of(withoutClass(answer.problem()))));
        }
        Scrape scrape = answer.value().get();
        List<Part> parts = new ArrayList<>();
        videos(scrape).ifPresent(parts::add);
        parts.add(new Part("metrics", Level.HEALTHY, List.of(scrape.where())));
        Shipping.of(scrape, Instant.now()).ifPresent(parts::add);
        return parts;
    }

    private static Optional<Part> videos(Scrape scrape) {
        List<String> words = new ArrayList<>();
        for (String status : STATUSES) {
            scrape.of("recorder_videos_total{status=\"" + status + "\"}")
                    .filter(count -> count > 0)
                    .ifPresent(count -> words.add(String.format(Locale.ROOT, "%.0f ", count) + word(status)));
        }
        return words.isEmpty()
                ? Optional.empty()
                : Optional.of(new Part("videos", Level.HEALTHY, List.of(String.join(", ", words))));
    }

    private static String word(String status) {
        return switch (status) {
            case "completed" -> "uploaded";
            case "in_progress" -> "being uploaded";
            default -> status;
        };
    }

    static List<Part> device(Answer<Surroundings> answer) {
        if (answer.value().isEmpty()) {
            return List.of(new Part("device", Level.UNKNOWN, List.of("cannot be looked at: " + answer.problem())));
        }
        Surroundings around = answer.value().get();
        List<String> words = new ArrayList<>();
        around.uptime().ifPresent(uptime -> words.add("up " + Words.time(uptime)));
        around.load().ifPresent(load -> words.add(String.format(Locale.ROOT, "load %.1f", load)));
        around.celsius().ifPresent(celsius -> words.add(String.format(Locale.ROOT, "%.0f °C", celsius)));
        around.throttled().ifPresent(bits -> words.add(throttling(bits)));
        if (!around.links().isEmpty()) {
            words.add(String.join(", ", around.links()));
        }
        boolean hot = around.celsius().filter(celsius -> celsius >= HOT_CELSIUS).isPresent();
        boolean slow = around.throttled()
                .filter(bits -> (bits & Surroundings.THROTTLED_NOW) != 0)
                .isPresent();
        return List.of(
                new Part("device", hot || slow ? Level.DEGRADED : Level.HEALTHY, List.of(String.join(", ", words))));
    }

    private static String throttling(int bits) {
        if ((bits & 1) != 0) {
            return "UNDER-VOLTAGE now: use the original power supply";
        } else if ((bits & Surroundings.THROTTLED_NOW) != 0) {
            return "slowed down now (get_throttled 0x" + Integer.toHexString(bits) + ")";
        } else if ((bits & 0x10000) != 0) {
            return "under-voltage since boot";
        }
        return bits == 0 ? "not throttled" : "was throttled since boot";
    }

    /** Logged errors don't make a device unhealthy by themselves: what they led to does. */
    static Optional<Part> errors(Answer<List<LogLine>> answer) {
        List<LogLine> lines = answer.value().orElse(List.of());
        Optional<LogLine> newest =
                lines.stream().max(Comparator.comparing(line -> line.at().orElseThrow()));
        return newest.map(line -> new Part(
                "errors", Level.HEALTHY, List.of(lines.size() + " logged in the last hour, the newest: " + cut(line))));
    }

    private static String cut(LogLine line) {
        String words = line.words();
        return words.length() <= 120 ? words : words.substring(0, 119) + "…";
    }

    private static String withoutClass(String problem) {
        return problem.startsWith("IOException: ") ? problem.substring("IOException: ".length()) : problem;
    }
}
