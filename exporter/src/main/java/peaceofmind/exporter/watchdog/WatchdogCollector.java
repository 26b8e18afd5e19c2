// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.watchdog;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import peaceofmind.contract.client.WatchdogClient;
import peaceofmind.contract.event.Event;
import peaceofmind.contract.event.EventKind;
import peaceofmind.contract.health.ServiceCondition;
import peaceofmind.contract.health.ServiceReport;
import peaceofmind.contract.health.WatchdogStatus;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.foundation.time.Clock;
import peaceofmind.foundation.time.LocalTimestamp;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Family.Sample;
import peaceofmind.metrics.collect.Collector;

/**
 * Reads the watchdog's status and new events over its socket ({@code docs/control-socket.md}). Counters are the watchdog's own, since old
 * events are removed from its journal. If the watchdog is not running, {@code peace_watchdog_up} is 0.
 */
public final class WatchdogCollector implements Collector {

    /** Of an exchange with the watchdog. */
    public static final Duration REQUEST_TIMEOUT = Duration.ofMillis(800);

    /** It evaluates once a second: what it said half a second ago still holds, for a second scraper or the agent's own collection. */
    static final Duration MAX_REPORT_AGE = Duration.ofMillis(500);

    private static final int MAX_RECENT_LINES = 20;

    /** Counters of further services are passed on unchanged: a device has fewer. */
    private static final int MAX_SERVICES = 50;

    /** Three rungs with as many results as there are. */
    private static final int MAX_RECOVERIES = 30;

    private final WatchdogClient watchdog;
    private final boolean reportsRecorder;
    private final Clock clock;
    private final EventJournalReader journalReader = new EventJournalReader();
    private final Map<String, MonotonicCount> restartCounts = new TreeMap<>();
    private final Map<String, MonotonicCount> recoveryCounts = new TreeMap<>();
    private final MonotonicCount rebootCount = new MonotonicCount();
    private final ArrayDeque<String> recentLines = new ArrayDeque<>();
    private Optional<Instant> lastReboot = Optional.empty();
    private Optional<Instant> lastRestart = Optional.empty();
    private List<Family> lastReport = List.of();
    private long reportedAtNanos;

    public WatchdogCollector(WatchdogClient watchdog, Clock clock) {
        this(watchdog, false, clock);
    }

    /**
     * @param reportsRecorder whether its first service is the recorder, without a heartbeat file: then {@code recorder_up} is what the
     *     watchdog's probes show
     */
    public WatchdogCollector(WatchdogClient watchdog, boolean reportsRecorder, Clock clock) {
        this.clock = clock;
        this.watchdog = watchdog;
        this.reportsRecorder = reportsRecorder;
    }

    @Override
    public String name() {
        return "watchdog";
    }

    @Override
    public Collected collect() {
        long now = clock.nanoTime();
        if (!lastReport.isEmpty() && now - reportedAtNanos < MAX_REPORT_AGE.toNanos()) {
            return Collected.of(lastReport);
        }
        List<Family> out = new ArrayList<>();
        try {
            WatchdogStatus status = poll();
            addUp(out, true);
            addServices(status, out);
            if (reportsRecorder) {
                status.services().stream().findFirst().ifPresent(first -> addRecorder(first, out));
            }
            lastReport = List.copyOf(out);
            reportedAtNanos = now;
            return Collected.of(out);
        } catch (ControlException problem) {
            // That it doesn't respond is checked each time.
            lastReport = List.of();
            addUp(out, false);
            return new Collected(out, Optional.of(ErrorText.of(problem)));
        }
    }

    /** The latest events, one line each, newest last. */
    public List<String> recentLines() {
        synchronized (recentLines) {
            return List.copyOf(recentLines);
        }
    }

    private static void addUp(List<Family> out, boolean reachable) {
        out.add(Family.gauge("peace_watchdog_up", "Whether the watchdog responds.", reachable ? 1 : 0));
    }

    /** Absent while nobody can say whether it is up. */
    private static void addRecorder(ServiceReport service, List<Family> out) {
        if (service.condition()
                .filter(condition -> condition != ServiceCondition.UNKNOWN)
                .isEmpty()) {
            return;
        }
        boolean fresh = service.silence().compareTo(service.limit()) <= 0;
        out.add(Family.gauge(
                "recorder_up", "Whether the watchdog's probes show that the recorder is alive.", fresh ? 1 : 0));
        out.add(Family.gauge(
                "recorder_heartbeat_age_seconds",
                "Time since a probe last showed it, by the monotonic clock.",
                service.silence().toMillis() / 1000.0));
    }

    private WatchdogStatus poll() throws ControlException {
        EventJournalReader.ReadResult read = journalReader.read(watchdog);
        if (read.newJournal()) {
            synchronized (recentLines) {
                recentLines.clear();
            }
        }
        read.newEvents().forEach(this::processEvent);
        // An older watchdog that an upgrade has not restarted yet.
        return read.status().isPresent() ? read.status().get() : watchdog.status();
    }

    private void processEvent(Event event) {
        if (event.kind() == EventKind.RESTART) {
            lastRestart = Optional.of(event.time());
        } else if (event.kind() == EventKind.REBOOT && !event.isRequested()) {
            // A reboot that a person requested is not worth an alert.
            lastReboot = Optional.of(event.time());
        }
        String service = event.service().map(name -> name + ": ").orElse("");
        synchronized (recentLines) {
            recentLines.addLast(LocalTimestamp.format(event.time()) + " " + service + event.reason());
            if (recentLines.size() > MAX_RECENT_LINES) {
                recentLines.removeFirst();
            }
        }
    }

    private void addServices(WatchdogStatus status, List<Family> out) {
        List<Sample> gaveUp = new ArrayList<>();
        List<Sample> unstable = new ArrayList<>();
        List<Sample> total = new ArrayList<>();
        List<Sample> held = new ArrayList<>();
        for (ServiceReport service : status.services()) {
            String name = service.name();
            Map<String, String> label = Map.of("service", name);
            boolean isGivenUp = service.condition().equals(Optional.of(ServiceCondition.GAVE_UP));
            boolean isHeld = status.holds().stream().anyMatch(hold -> hold.covers(name));
            gaveUp.add(new Sample(label, isGivenUp ? 1 : 0));
            held.add(new Sample(label, isHeld ? 1 : 0));
            service.json().bool("unstable").ifPresent(value -> unstable.add(new Sample(label, value ? 1 : 0)));
            restartsTotal(service.json(), name).ifPresent(count -> total.add(new Sample(label, count)));
        }
        out.add(gauge("peace_watchdog_gave_up", "Whether restarts and reboots did not fix the service.", gaveUp));
        out.add(gauge("peace_watchdog_held", "Whether the service is held for maintenance.", held));
        out.add(gauge(
                "peace_watchdog_unstable",
                "Whether something other than the watchdog keeps restarting the service.",
                unstable));
        out.add(new Family(
                "peace_watchdog_restarts_total",
                Family.Type.COUNTER,
                "Restarts by the watchdog since its installation or the loss of its history.",
                total));
        addReboots(status.json().object("reboots"), out);
        status.json().object("network").ifPresent(network -> addNetwork(network, out));
    }

    /** Results that have never occurred have no series. */
    private void addNetwork(JsonObject network, List<Family> out) {
        List<Sample> totals = new ArrayList<>();
        for (Json item : network.items("totals")) {
            if (item instanceof JsonObject total && totals.size() < MAX_RECOVERIES) {
                String rung = total.text("rung").orElse("");
                String result = total.text("result").orElse("");
                long count = recoveryCounts
                        .computeIfAbsent(rung + "/" + result, _ -> new MonotonicCount())
                        .update(total.integer("count").orElse(0L));
                totals.add(new Sample(Sample.labels("rung", rung, "result", result), count));
            }
        }
        out.add(new Family(
                "peace_network_recoveries_total",
                Family.Type.COUNTER,
                "Repairs of the network by the watchdog, and what came of them.",
                totals));
        network.bool("outage")
                .ifPresent(outage -> out.add(Family.gauge(
                        "peace_network_outage", "Whether the device is cut off from the network.", outage ? 1 : 0)));
    }

    /** Empty for an older watchdog without totals. */
    private Optional<Long> restartsTotal(JsonObject service, String name) {
        Optional<Long> reported = service.integer("restarts_total");
        if (!restartCounts.containsKey(name) && restartCounts.size() >= MAX_SERVICES) {
            return reported;
        }
        return reported.map(count ->
                restartCounts.computeIfAbsent(name, _ -> new MonotonicCount()).update(count));
    }

    private void addReboots(Optional<JsonObject> budget, List<Family> out) {
        budget.flatMap(json -> json.integer("total"))
                .ifPresent(total -> out.add(Family.counter(
                        "peace_watchdog_reboots_total",
                        "Reboots by the watchdog since its installation or the loss of its history.",
                        (double) rebootCount.update(total))));
        budget.flatMap(json -> json.integer("left_today"))
                .ifPresent(left -> out.add(
                        Family.gauge("peace_watchdog_reboots_left", "Automatic reboots left today.", (double) left)));
        lastReboot.ifPresent(at -> out.add(Family.gauge(
                "peace_watchdog_last_reboot_timestamp_seconds",
                "When the watchdog last rebooted the device, in seconds since 1970.",
                at.toEpochMilli() / 1000.0)));
        lastRestart.ifPresent(at -> out.add(Family.gauge(
                "peace_watchdog_last_restart_timestamp_seconds",
                "When the watchdog last restarted a service, in seconds since 1970.",
                at.toEpochMilli() / 1000.0)));
    }

    private static Family gauge(String name, String help, List<Sample> samples) {
        return new Family(name, Family.Type.GAUGE, help, samples);
    }
}
