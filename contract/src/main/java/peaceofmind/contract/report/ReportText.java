// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.report;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import peaceofmind.contract.incident.Incident;

/** A report for people: as sections, which a mail lays out, and as plain text. */
public final class ReportText {

    private static final int MAX_INCIDENTS = 30;
    private static final int LABEL_WIDTH = 22;

    private final MonthlyReport report;
    private final ReportTimes times;

    private ReportText(MonthlyReport report, ZoneId zone) {
        this.report = report;
        this.times = new ReportTimes(zone);
    }

    /** The title: {@code gym: October 2026}. */
    public static String title(MonthlyReport report) {
        String month = report.month().getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
        return report.device() + ": " + month + " " + report.month().getYear();
    }

    /** The most important first; the time in the zone of the report's months. */
    public static List<ReportSection> sections(MonthlyReport report, ZoneId zone) {
        return new ReportText(report, zone).sections();
    }

    /** Plain text, with the title. */
    public static String of(MonthlyReport report, ZoneId zone) {
        StringBuilder out = new StringBuilder(title(report)).append('\n');
        for (ReportSection section : sections(report, zone)) {
            out.append('\n').append(section.title()).append('\n');
            section.rows()
                    .forEach(row -> out.append("  ")
                            .append(row.getFirst())
                            .repeat(
                                    ' ',
                                    Math.max(1, LABEL_WIDTH - row.getFirst().length()))
                            .append(row.getLast())
                            .append('\n'));
            section.lines().forEach(line -> out.append("  ").append(line).append('\n'));
        }
        return out.toString();
    }

    private List<ReportSection> sections() {
        List<ReportSection> sections = new ArrayList<>();
        if (!report.visits().isEmpty()) {
            sections.add(new ReportSection("Will need a visit", List.of(), report.visits()));
        }
        report.services().forEach(service -> sections.add(service(service)));
        sections.add(device());
        report.network().section().ifPresent(sections::add);
        if (report.videos().recorded().isPresent() || report.videos().uploaded().isPresent()) {
            sections.add(videos());
        }
        sections.add(incidents());
        sections.add(new ReportSection(
                "Recovery proved by drills",
                drills(),
                report.drills().isEmpty() ? List.of("None this month: sudo peace drill kill") : List.of()));
        if (!report.gaps().isEmpty()) {
            sections.add(new ReportSection("What is not known", List.of(), report.gaps()));
        }
        return sections;
    }

    private static ReportSection service(ServiceMonth service) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(
                "Availability", service.availability().map(ReportText::percent).orElse("not known")));
        rows.add(List.of(
                "Down",
                service.outages() == 0
                        ? "never"
                        : ReportTimes.format(service.down()) + " in " + service.outages()
                                + (service.outages() == 1 ? " outage" : " outages")));
        service.medianRecovery()
                .ifPresent(median -> rows.add(List.of(
                        "Time to recover",
                        "median " + ReportTimes.format(median) + ", worst "
                                + ReportTimes.format(service.worstRecovery().orElse(median)))));
        if (service.stopped().isPositive()) {
            rows.add(List.of("Stopped on purpose", ReportTimes.format(service.stopped()) + ", not counted"));
        }
        if (service.unknown().isPositive()) {
            rows.add(List.of("Not watched", ReportTimes.format(service.unknown()) + ", not counted"));
        }
        return new ReportSection(service.name(), rows, List.of());
    }

    /** Rounded down: 100 % is said of nothing that was down. */
    private static String percent(double ratio) {
        return String.format(Locale.ROOT, "%.3f %%", Math.floor(ratio * 100_000) / 1000);
    }

    private ReportSection device() {
        List<List<String>> rows = new ArrayList<>();
        BootCounts boots = report.boots();
        rows.add(List.of(
                "Boots",
                boots.byWatchdog() + " by the watchdog, " + boots.requested() + " on request, " + boots.other()
                        + " others, such as power cuts"));
        MonthlyReport.Disk disk = report.disk();
        disk.freeAtEnd()
                .ifPresent(end -> rows.add(List.of(
                        "Free space",
                        gigabytes(disk.freeAtStart()) + " → " + gigabytes(OptionalDouble.of(end)) + ", least "
                                + gigabytes(disk.minFree()))));
        disk.daysLeft()
                .ifPresent(days -> rows.add(List.of("Full in", "about " + Math.round(days) + " days at this rate")));
        disk.cardLifeUsed()
                .ifPresent(used -> rows.add(List.of("Card", Math.round(used * 100) + " % of its rated life used")));
        return new ReportSection("The device", rows, List.of());
    }

    private static String gigabytes(OptionalDouble bytes) {
        return bytes.isPresent() ? String.format(Locale.ROOT, "%.1f GB", bytes.getAsDouble() / 1e9) : "?";
    }

    private ReportSection videos() {
        MonthlyReport.Videos videos = report.videos();
        return new ReportSection(
                "Videos",
                List.of(
                        List.of("Recorded", count(videos.recorded())),
                        List.of("Corrupted", count(videos.corrupted())),
                        List.of("Uploaded", count(videos.uploaded())),
                        List.of("Failed attempts", count(videos.failures()))),
                List.of());
    }

    private static String count(OptionalLong number) {
        return number.isPresent() ? Long.toString(number.getAsLong()) : "not known";
    }

    private ReportSection incidents() {
        List<Incident> all = report.incidents();
        List<String> lines = new ArrayList<>();
        for (Incident incident : all.subList(0, Math.min(MAX_INCIDENTS, all.size()))) {
            String length = incident.isMoment()
                    ? ""
                    : " (" + incident.length().map(ReportTimes::format).orElse("ongoing") + ")";
            lines.add(times.format(incident.start()) + "  " + incident.subject() + ": " + incident.title() + length);
        }
        if (all.size() > MAX_INCIDENTS) {
            lines.add("and " + (all.size() - MAX_INCIDENTS) + " more: peace incidents");
        }
        return new ReportSection("Incidents", List.of(), lines.isEmpty() ? List.of("None") : lines);
    }

    private List<List<String>> drills() {
        return new TreeMap<String, Instant>(report.drills())
                .entrySet().stream()
                        .map(drill -> List.of(drill.getKey(), times.format(drill.getValue())))
                        .toList();
    }
}
