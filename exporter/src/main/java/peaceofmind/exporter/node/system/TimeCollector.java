// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.node.system;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.Locale;
import java.util.Optional;
import java.util.TimeZone;
import peaceofmind.exporter.node.read.Families;
import peaceofmind.exporter.node.read.KernelFiles;
import peaceofmind.foundation.time.Clock;
import peaceofmind.metrics.Family.Sample;
import peaceofmind.metrics.collect.Collector;

/** The wall clock, its time zone, and the kernel's clock sources. */
public final class TimeCollector implements Collector {

    private final KernelFiles files;
    private final Path clocksources;
    private final Clock clock;
    private final ZoneId zone;

    public TimeCollector(KernelFiles files, Path sys, Clock clock, ZoneId zone) {
        this.files = files;
        this.clocksources = sys.resolve("devices/system/clocksource");
        this.clock = clock;
        this.zone = zone;
    }

    @Override
    public String name() {
        return "time";
    }

    @Override
    public Collected collect() throws IOException {
        Families families = new Families();
        Instant now = clock.now();
        families.gauge(
                "node_time_seconds",
                "System time in seconds since epoch (1970).",
                now.getEpochSecond() + now.getNano() / 1e9);
        ZoneRules rules = zone.getRules();
        String zoneName =
                TimeZone.getTimeZone(zone).getDisplayName(rules.isDaylightSavings(now), TimeZone.SHORT, Locale.ROOT);
        families.gauge(
                "node_time_zone_offset_seconds",
                "System time zone offset in seconds.",
                Sample.labels("time_zone", zone.normalized().equals(ZoneOffset.UTC) ? "UTC" : zoneName),
                rules.getOffset(now).getTotalSeconds());
        for (String source : files.list(clocksources)) {
            if (source.startsWith("clocksource")) {
                addClocksource(source, families);
            }
        }
        return Collected.of(families.toList());
    }

    private void addClocksource(String name, Families families) throws IOException {
        String device = name.substring("clocksource".length());
        Optional<String> available = files.readValue(clocksources.resolve(name).resolve("available_clocksource"));
        for (String candidate : available.orElse("").split(" ", -1)) {
            if (!candidate.isEmpty()) {
                families.gauge(
                        "node_time_clocksource_available_info",
                        "Available clocksources read from '/sys/devices/system/clocksource'.",
                        Sample.labels("clocksource", candidate, "device", device),
                        1);
            }
        }
        files.readValue(clocksources.resolve(name).resolve("current_clocksource"))
                .ifPresent(current -> families.gauge(
                        "node_time_clocksource_current_info",
                        "Current clocksource read from '/sys/devices/system/clocksource'.",
                        Sample.labels("clocksource", current, "device", device),
                        1));
    }
}
