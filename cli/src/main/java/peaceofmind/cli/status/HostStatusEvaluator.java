package peaceofmind.cli.status;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import peaceofmind.cli.logs.LogLine;
import peaceofmind.cli.status.StatusSources.SourceResult;
import peaceofmind.cli.terminal.HumanFormat;

/** Lines and levels of the machine, the metrics and what was logged. What is absent is left out, never shown as zero. */
final class HostStatusEvaluator {

    /** The Raspberry Pi slows down from here. */
    private static final double THROTTLING_CELSIUS = 80;

    private static final List<String> VIDEO_STATUSES = List.of("pending", "in_progress", "completed", "failed", "corrupted");

    private HostStatusEvaluator() {}

    static List<ComponentStatus> metrics(SourceResult<ScrapedMetrics> result) {
        if (result.value().isEmpty()) {
            return List.of(new ComponentStatus("metrics", HealthLevel.DEGRADED, List.of(withoutClass(result.problem()))));
        }
        ScrapedMetrics scrape = result.value().get();
        List<ComponentStatus> components = new ArrayList<>();
        videos(scrape).ifPresent(components::add);
        components.add(new ComponentStatus("metrics", HealthLevel.HEALTHY, List.of(scrape.url())));
        ShippingStatus.of(scrape, Instant.now()).ifPresent(components::add);
        return components;
    }

    private static Optional<ComponentStatus> videos(ScrapedMetrics scrape) {
        List<String> summary = new ArrayList<>();
        for (String status : VIDEO_STATUSES) {
            scrape.value("recorder_videos_total{status=\"" + status + "\"}")
                    .filter(count -> count > 0)
                    .ifPresent(count -> summary.add(String.format(Locale.ROOT, "%.0f ", count) + statusLabel(status)));
        }
        return summary.isEmpty()
                ? Optional.empty()
                : Optional.of(new ComponentStatus("videos", HealthLevel.HEALTHY, List.of(String.join(", ", summary))));
    }

    private static String statusLabel(String status) {
        return switch (status) {
            case "completed" -> "uploaded";
            case "in_progress" -> "being uploaded";
            default -> status;
        };
    }

    static List<ComponentStatus> device(SourceResult<HostInfo> result) {
        if (result.value().isEmpty()) {
            return List.of(new ComponentStatus("device", HealthLevel.UNKNOWN, List.of("cannot be looked at: " + result.problem())));
        }
        HostInfo host = result.value().get();
        List<String> summary = new ArrayList<>();
        host.uptime().ifPresent(uptime -> summary.add("up " + HumanFormat.duration(uptime)));
        host.load().ifPresent(load -> summary.add(String.format(Locale.ROOT, "load %.1f", load)));
        host.celsius().ifPresent(celsius -> summary.add(String.format(Locale.ROOT, "%.0f °C", celsius)));
        host.throttled().ifPresent(bits -> summary.add(throttling(bits)));
        if (!host.interfaces().isEmpty()) {
            summary.add(String.join(", ", host.interfaces()));
        }
        boolean hot = host.celsius().filter(celsius -> celsius >= THROTTLING_CELSIUS).isPresent();
        boolean throttled = host.throttled()
                .filter(bits -> (bits & HostInfo.THROTTLED_NOW) != 0)
                .isPresent();
        return List.of(
                new ComponentStatus("device", hot || throttled ? HealthLevel.DEGRADED : HealthLevel.HEALTHY, List.of(String.join(", ", summary))));
    }

    private static String throttling(int bits) {
        if ((bits & 1) != 0) {
            return "UNDER-VOLTAGE now: use the original power supply";
        } else if ((bits & HostInfo.THROTTLED_NOW) != 0) {
            return "slowed down now (get_throttled 0x" + Integer.toHexString(bits) + ")";
        } else if ((bits & 0x10000) != 0) {
            return "under-voltage since boot";
        }
        return bits == 0 ? "not throttled" : "was throttled since boot";
    }

    /** Logged errors don't make a device unhealthy by themselves: what they led to does. */
    static Optional<ComponentStatus> errors(SourceResult<List<LogLine>> result) {
        List<LogLine> lines = result.value().orElse(List.of());
        Optional<LogLine> newest =
                lines.stream().max(Comparator.comparing(line -> line.at().orElseThrow()));
        return newest.map(line -> new ComponentStatus(
                "errors", HealthLevel.HEALTHY, List.of(lines.size() + " logged in the last hour, the newest: " + abbreviate(line))));
    }

    private static String abbreviate(LogLine line) {
        String summary = line.message();
        return summary.length() <= 120 ? summary : summary.substring(0, 119) + "…";
    }

    private static String withoutClass(String problem) {
        return problem.startsWith("IOException: ") ? problem.substring("IOException: ".length()) : problem;
    }
}
