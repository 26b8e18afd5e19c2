// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.report;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.TreeSet;
import peaceofmind.contract.event.Event;
import peaceofmind.contract.event.EventKind;
import peaceofmind.contract.incident.Incident;
import peaceofmind.contract.incident.IncidentTimeline;
import peaceofmind.contract.report.SeriesHistory.HistoryValue;

/** Calculates a {@link MonthlyReport}. */
public final class ReportCalculator {

    private static final Duration MIN_TREND = Duration.ofDays(3);
    private static final double MAX_DAYS_LEFT = 90;
    private static final double MAX_CARD_LIFE = 0.8;
    private static final int MAX_OTHER_BOOTS = 2;

    private final ReportSources sources;
    private final YearMonth month;
    private final Instant from;
    private final Instant to;
    private final ReportTimes times;

    private ReportCalculator(ReportSources sources, YearMonth month, Instant now, ZoneId zone) {
        this.sources = sources;
        this.month = month;
        this.times = new ReportTimes(zone);
        this.from = month.atDay(1).atStartOfDay(zone).toInstant();
        Instant end = month.plusMonths(1).atDay(1).atStartOfDay(zone).toInstant();
        this.to = now.isBefore(end) ? now : end;
    }

    /**
     * Calculates the report of a month.
     *
     * @param now the end of a month that is not over; must not be before the month
     * @param zone in which the month starts and ends
     * @throws IOException when the history cannot be read
     */
    public static MonthlyReport calculate(ReportSources sources, YearMonth month, Instant now, ZoneId zone)
            throws IOException {
        return new ReportCalculator(sources, month, now, zone).report();
    }

    private MonthlyReport report() throws IOException {
        ObservedTime.Coverage coverage = ObservedTime.of(sources, from, to, times);
        // What happened after the month must not end its incidents differently from how they ended.
        List<Incident> all = IncidentTimeline.of(sources.events());
        List<Incident> incidents = all.stream()
                .filter(incident -> ServiceCalculator.overlaps(incident, from, to))
                .toList();
        TreeSet<String> names = new TreeSet<>(sources.services());
        incidents.forEach(incident -> incident.service().ifPresent(names::add));
        // It has outages, and is no service whose availability anybody pays for.
        if (!sources.services().contains(Incident.NETWORK)) {
            names.remove(Incident.NETWORK);
        }
        List<ServiceMonth> services = names.stream()
                .map(name ->
                        new ServiceCalculator(name, from, to, coverage.unobserved()).calculate(all, sources.events()))
                .toList();
        BootCounts boots = BootCounts.of(sources.events(), from, to);
        MonthlyReport.Disk disk = disk();
        return new MonthlyReport(
                sources.device(),
                month,
                from,
                to,
                services,
                incidents,
                boots,
                NetworkMonth.of(incidents, sources.events(), from, to),
                videos(),
                disk,
                drills(),
                coverage.gaps(),
                visits(boots, disk, incidents));
    }

    private MonthlyReport.Videos videos() throws IOException {
        return new MonthlyReport.Videos(
                CounterIncrease.of(sources.history(), "recorder_videos_recorded_total", from, to),
                CounterIncrease.of(sources.history(), "recorder_videos_corrupted_total", from, to),
                CounterIncrease.of(sources.history(), "recorder_videos_uploaded_total", from, to),
                CounterIncrease.of(sources.history(), "recorder_upload_failures_total", from, to));
    }

    private MonthlyReport.Disk disk() throws IOException {
        List<HistoryValue> free = values("recorder_disk_free_bytes");
        OptionalDouble card = values("peace_card_life_used_ratio").stream()
                .mapToDouble(HistoryValue::max)
                .max();
        if (free.isEmpty()) {
            return new MonthlyReport.Disk(
                    OptionalDouble.empty(),
                    OptionalDouble.empty(),
                    OptionalDouble.empty(),
                    OptionalDouble.empty(),
                    card);
        }
        HistoryValue first = free.getFirst();
        HistoryValue last = free.getLast();
        return new MonthlyReport.Disk(
                OptionalDouble.of(first.average()),
                OptionalDouble.of(last.average()),
                free.stream().mapToDouble(HistoryValue::min).min(),
                daysLeft(first, last),
                card);
    }

    /** At the rate of the month; empty when space does not shrink, or too little of the month is known. */
    private OptionalDouble daysLeft(HistoryValue first, HistoryValue last) {
        Duration span = Duration.between(first.at(), last.at());
        double perDay = (first.average() - last.average()) / (span.toMillis() / 86_400_000.0);
        boolean isShrinking = span.compareTo(MIN_TREND) >= 0 && perDay > 0;
        double left = last.average() - sources.refuseBelowBytes();
        return isShrinking ? OptionalDouble.of(Math.max(0, left / perDay)) : OptionalDouble.empty();
    }

    private List<HistoryValue> values(String metric) throws IOException {
        return sources.history().values(metric, from, to).stream().findFirst().orElse(List.of());
    }

    private Map<String, Instant> drills() {
        Map<String, Instant> within = new TreeMap<>();
        sources.lastDrills().forEach((scenario, at) -> {
            if (!at.isBefore(from) && at.isBefore(to)) {
                within.put(scenario, at);
            }
        });
        return within;
    }

    private List<String> visits(BootCounts boots, MonthlyReport.Disk disk, List<Incident> incidents) {
        List<String> visits = new ArrayList<>();
        disk.daysLeft().stream()
                .filter(days -> days < MAX_DAYS_LEFT)
                .forEach(days -> visits.add("The disk is full in about " + Math.round(days)
                        + " days at this month's rate: make room, or bring a larger one."));
        disk.cardLifeUsed().stream()
                .filter(used -> used >= MAX_CARD_LIFE)
                .forEach(used -> visits.add(
                        "The card has used " + Math.round(used * 100) + " % of its rated life: bring a new one."));
        if (boots.other() > MAX_OTHER_BOOTS) {
            visits.add(
                    boots.other() + " boots that nobody asked for: check the power supply, its cable and the socket.");
        }
        for (Incident incident : incidents) {
            Optional<Event> gaveUp = incident.events().stream()
                    .filter(event -> event.kind() == EventKind.GAVE_UP)
                    .findFirst();
            gaveUp.ifPresent(event -> visits.add("Neither restarts nor reboots helped " + incident.subject() + " on "
                    + times.format(event.time()) + " (incident " + incident.id() + ")."));
        }
        return visits;
    }
}
