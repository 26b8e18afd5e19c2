// SPDX-License-Identifier: Apache-2.0
package peaceofmind.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import peaceofmind.contract.client.WatchdogClient;
import peaceofmind.contract.health.ServiceReport;
import peaceofmind.contract.report.MonthlyReport;
import peaceofmind.contract.report.ReportCalculator;
import peaceofmind.contract.report.ReportSection;
import peaceofmind.contract.report.ReportSources;
import peaceofmind.contract.report.ReportText;
import peaceofmind.contract.report.SeriesHistory;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.foundation.control.ControlException.Kind;
import peaceofmind.foundation.control.ControlHandler;
import peaceofmind.foundation.file.DurableFile;
import peaceofmind.foundation.file.StateFile;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;
import peaceofmind.metrics.Batch;
import peaceofmind.metrics.BatchConsumer;

/**
 * Reports of a month: on request, and of the month before on the first of each month. Calculated on a thread of its own, since it reads the
 * disk and queries the watchdog; without the watchdog's journal it is tried again an hour later.
 */
final class MonthlyReports implements BatchConsumer {

    private static final int MAX_STATE_BYTES = 100;
    private static final Pattern MONTH = Pattern.compile("[12]\\d{3}-\\d{2}");
    private static final Duration RETRY_DELAY = Duration.ofHours(1);

    /** How long the clock may be behind the month that was reported last. */
    private static final Duration MAX_AHEAD = Duration.ofDays(1);

    /** Queries of the watchdog, when somebody waits for the result. */
    static final Duration QUERY_TIMEOUT = Duration.ofSeconds(5);

    /** What reports are calculated from, and where they are sent. */
    record Context(
            String device,
            WatchdogClient watchdog,
            SeriesHistory history,
            long refuseBelowBytes,
            Path drillState,
            Consumer<MonthlyReport> send) {}

    private final Context context;
    private final LocalTime time;
    private final Path file;
    private final ZoneId zone;
    private final Clock clock;
    private final Consumer<String> warn;
    private final AtomicBoolean isRunning = new AtomicBoolean();
    private volatile String lastMonth;
    private volatile Optional<Long> retryAtNanos = Optional.empty();
    private Optional<Long> aheadSinceNanos = Optional.empty();

    /**
     * Creates it.
     *
     * @param time of day on the first of a month
     * @param file stores the last month that was reported
     */
    MonthlyReports(Context context, LocalTime time, Path file, ZoneId zone, Clock clock, Consumer<String> warn) {
        this.context = context;
        this.time = time;
        this.file = file;
        this.zone = zone;
        this.clock = clock;
        this.warn = warn;
        this.lastMonth = load();
    }

    private String load() {
        try {
            Optional<String> month = StateFile.read(file, MAX_STATE_BYTES).map(String::strip);
            boolean isValid = month.isEmpty() || month.get().matches("\\d{4}-\\d{2}");
            return isValid ? month.orElse("") : moveAside("it contains no month");
        } catch (IOException unreadable) {
            return moveAside(ErrorText.of(unreadable));
        }
    }

    private String moveAside(String reason) {
        warn.accept("cannot read which month was reported last: " + reason
                + "; the next report is that of this month; the file was " + StateFile.moveAside(file));
        return "";
    }

    @Override
    public String name() {
        return "monthly report";
    }

    @Override
    public void accept(Batch batch) throws IOException {
        ZonedDateTime now = batch.timestamp().atZone(zone);
        YearMonth before = YearMonth.from(now).minusMonths(1);
        boolean isTime = now.getDayOfMonth() > 1 || !now.toLocalTime().isBefore(time);
        boolean waits = retryAtNanos.filter(at -> clock.nanoTime() - at < 0).isPresent();
        if (before.toString().equals(lastMonth) || !isTime || waits) {
            return;
        }
        if (lastMonth.compareTo(before.toString()) > 0) {
            acceptEarlierMonth(before);
            return;
        }
        aheadSinceNanos = Optional.empty();
        if (lastMonth.isEmpty()) {
            // A new device has no month to report.
            save(before);
        } else if (isRunning.compareAndSet(false, true)) {
            Thread.ofVirtual().name("monthly-report").start(() -> report(before));
        }
    }

    /** A clock that is not set yet, after a boot, is not believed; one that stays behind is: then the month before was wrong. */
    private void acceptEarlierMonth(YearMonth month) throws IOException {
        if (aheadSinceNanos.isEmpty()) {
            aheadSinceNanos = Optional.of(clock.nanoTime());
        } else if (clock.nanoTime() - aheadSinceNanos.get() >= MAX_AHEAD.toNanos()) {
            aheadSinceNanos = Optional.empty();
            save(month);
        }
    }

    private void save(YearMonth month) throws IOException {
        lastMonth = month.toString();
        DurableFile.replace(file, lastMonth + "\n");
    }

    private void report(YearMonth month) {
        try {
            context.send().accept(calculate(month));
            save(month);
        } catch (IOException | ControlException | RuntimeException failure) {
            retryAtNanos = Optional.of(clock.nanoTime() + RETRY_DELAY.toNanos());
            warn.accept("cannot report " + month + ", will retry in an hour: " + ErrorText.of(failure));
        } finally {
            isRunning.set(false);
        }
    }

    private MonthlyReport calculate(YearMonth month) throws IOException, ControlException {
        List<String> services = context.watchdog().status().services().stream()
                .map(ServiceReport::name)
                .toList();
        ReportSources sources = new ReportSources(
                context.device(),
                services,
                context.watchdog().events(WatchdogClient.MAX_EVENTS),
                context.history(),
                context.refuseBelowBytes(),
                lastDrills());
        return ReportCalculator.calculate(sources, month, clock.now(), zone);
    }

    /** Without a file that can be read, no drill is known. */
    private Map<String, Instant> lastDrills() {
        Map<String, Instant> drills = new TreeMap<>();
        try {
            JsonObject successes = Json.parseObject(Files.readString(context.drillState()))
                    .object("last_success")
                    .orElseGet(() -> Json.object().build());
            for (String scenario : successes.members().keySet()) {
                successes.integer(scenario).ifPresent(at -> drills.put(scenario, Instant.ofEpochSecond(at)));
            }
        } catch (IOException | JsonException | DateTimeException noDrill) {
            return drills;
        }
        return drills;
    }

    /** Control handlers by command. */
    Map<String, ControlHandler> handlers() {
        return Map.of("report", (request, _) -> report(request.text("month")));
    }

    /**
     * The report of a month, for the command and the page alike.
     *
     * @param requested such as {@code 2026-10}; empty: this one until now
     */
    JsonObject report(Optional<String> requested) throws ControlException {
        YearMonth current = YearMonth.from(clock.now().atZone(zone));
        YearMonth month = parse(requested.orElse(current.toString()));
        if (month.isAfter(current)) {
            throw new ControlException(Kind.REFUSED, month + " has not started yet: it is " + current);
        }
        try {
            MonthlyReport report = calculate(month);
            Json.ObjectBuilder json = Json.object()
                    .put("report", report.toJson())
                    .put("text", ReportText.of(report, zone))
                    .put("title", ReportText.title(report))
                    .put(
                            "sections",
                            ReportText.sections(report, zone).stream()
                                    .map(ReportSection::toJson)
                                    .toList())
                    .put("zone", zone.getId())
                    .put("previous", month.minusMonths(1).toString());
            if (month.isBefore(current)) {
                json.put("next", month.plusMonths(1).toString());
            }
            return json.build();
        } catch (IOException unreadable) {
            throw new ControlException(Kind.REFUSED, "cannot read the history: " + ErrorText.of(unreadable));
        }
    }

    private static YearMonth parse(String text) throws ControlException {
        try {
            if (!MONTH.matcher(text).matches()) {
                throw new DateTimeException("not a month of this calendar");
            }
            return YearMonth.parse(text);
        } catch (DateTimeException invalid) {
            throw new ControlException(Kind.REFUSED, "expected a month such as 2026-10, not \"" + text + "\"");
        }
    }
}
