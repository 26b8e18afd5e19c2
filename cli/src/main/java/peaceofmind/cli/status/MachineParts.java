// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.status;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import peaceofmind.cli.logs.LogLine;
import peaceofmind.cli.terminal.HumanFormat;
import peaceofmind.contract.client.MetricsPage;
import peaceofmind.contract.health.DeviceHealth;
import peaceofmind.contract.health.HealthComponent;
import peaceofmind.contract.health.HealthFinding;
import peaceofmind.contract.health.HealthLevel;

/** Facts of the machine, the metrics and what was logged. What is absent is left out, never shown as zero. */
record MachineParts(StatusSources sources, DeviceHealth health) {

    static final List<String> STATUSES = List.of("pending", "in_progress", "completed", "failed", "corrupted");

    List<ComponentStatus> metrics() {
        if (sources.metrics().value().isEmpty()) {
            return List.of(new ComponentStatus(
                    "metrics",
                    level(HealthComponent.AGENT),
                    List.of(sources.metrics().problem())));
        }
        MetricsPage page = sources.metrics().value().get();
        List<ComponentStatus> parts = new ArrayList<>();
        videos(page).ifPresent(parts::add);
        parts.add(new ComponentStatus("metrics", HealthLevel.UP, List.of(page.address())));
        List<String> shipping = ShippingStatus.lines(page, Instant.now());
        if (!shipping.isEmpty()) {
            parts.add(new ComponentStatus("shipping", level(HealthComponent.SHIPPING), shipping));
        }
        return parts;
    }

    private static Optional<ComponentStatus> videos(MetricsPage page) {
        List<String> counts = new ArrayList<>();
        for (String status : STATUSES) {
            page.value("recorder_videos_total{status=\"" + status + "\"}")
                    .filter(count -> count > 0)
                    .ifPresent(count -> counts.add(String.format(Locale.ROOT, "%.0f ", count) + label(status)));
        }
        return counts.isEmpty()
                ? Optional.empty()
                : Optional.of(new ComponentStatus("videos", HealthLevel.UP, List.of(String.join(", ", counts))));
    }

    private static String label(String status) {
        return switch (status) {
            case "completed" -> "uploaded";
            case "in_progress" -> "being uploaded";
            default -> status;
        };
    }

    ComponentStatus device() {
        if (sources.machine().value().isEmpty()) {
            String problem = sources.machine().problem();
            return new ComponentStatus("device", HealthLevel.UNKNOWN, List.of("cannot be read: " + problem));
        }
        HostInfo machine = sources.machine().value().get();
        List<String> facts = new ArrayList<>();
        machine.uptime().ifPresent(uptime -> facts.add("up " + HumanFormat.duration(uptime)));
        machine.load().ifPresent(load -> facts.add(String.format(Locale.ROOT, "load %.1f", load)));
        machine.celsius().ifPresent(celsius -> facts.add(String.format(Locale.ROOT, "%.0f °C", celsius)));
        machine.throttled().ifPresent(bits -> facts.add(throttling(bits)));
        if (!machine.interfaces().isEmpty()) {
            facts.add(machine.interfaces().stream()
                    .map(one -> one.name() + " " + one.state())
                    .collect(Collectors.joining(", ")));
        }
        return new ComponentStatus("device", level(HealthComponent.DEVICE), List.of(String.join(", ", facts)));
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

    /** Logged errors alone don't make a device unhealthy: their consequences do. */
    Optional<ComponentStatus> errors() {
        List<LogLine> lines = sources.errors().value().orElse(List.of());
        return newest(lines)
                .map(line -> new ComponentStatus(
                        "errors",
                        HealthLevel.UP,
                        List.of(lines.size() + " logged in the last hour, the newest: " + cut(line))));
    }

    static Optional<LogLine> newest(List<LogLine> lines) {
        return lines.stream().max(Comparator.comparing(line -> line.at().orElseThrow()));
    }

    private static String cut(LogLine line) {
        String text = line.message();
        return text.length() <= 120 ? text : text.substring(0, 119) + "…";
    }

    private HealthLevel level(HealthComponent component) {
        return health.of(component).map(HealthFinding::level).orElse(HealthLevel.UP);
    }
}
