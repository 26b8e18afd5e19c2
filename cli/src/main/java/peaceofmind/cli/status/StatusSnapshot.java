// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.status;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import peaceofmind.contract.alert.AlertCatalogue;
import peaceofmind.contract.alert.AlertRule;
import peaceofmind.contract.alert.Severity;
import peaceofmind.contract.client.MetricsPage;
import peaceofmind.contract.health.DeviceSnapshot;
import peaceofmind.contract.health.DiskSpace;
import peaceofmind.contract.health.FiringAlert;
import peaceofmind.contract.health.MachineState;
import peaceofmind.contract.health.Observed;
import peaceofmind.contract.health.ServiceReport;
import peaceofmind.contract.health.ShippingProblem;
import peaceofmind.contract.health.WatchedProgram;

/** Makes the snapshot that is judged of what the sources answered: the same that the dashboard makes of what the agent knows. */
final class StatusSnapshot {

    private static final String FREE = "recorder_disk_free_bytes";

    private StatusSnapshot() {}

    /**
     * Makes the snapshot.
     *
     * @param program what is watched
     * @param refuseBelow free bytes below which the recorder refuses
     * @param warnBelow free bytes below which people are warned
     */
    static DeviceSnapshot of(
            StatusSources sources, WatchedProgram program, long refuseBelow, long warnBelow, Instant now, ZoneId zone) {
        return new DeviceSnapshot(
                now,
                zone,
                program,
                sources.watchdog(),
                sources.recorder(),
                sources.events().value().orElse(List.of()),
                alerts(sources, program, now),
                free(sources).map(free -> new DiskSpace(free, refuseBelow, warnBelow)),
                sources.machine().value().map(StatusSnapshot::machine),
                sources.metrics().value().map(StatusSnapshot::shipping).orElse(List.of()),
                sources.metrics().value().isPresent()
                        ? Optional.empty()
                        : Optional.of(sources.metrics().problem()));
    }

    /** As the agent measures it, which the dashboard shows; without an agent, as it is measured here. */
    private static Optional<Long> free(StatusSources sources) {
        return sources.metrics()
                .value()
                .flatMap(page -> page.value(FREE))
                .map(Double::longValue)
                .or(() -> sources.disk().value().map(StatusSources.DiskUsage::free));
    }

    /** The agent's socket is for its group; that alerts are firing, everybody may read from its metrics. */
    private static Observed<List<FiringAlert>> alerts(StatusSources sources, WatchedProgram program, Instant now) {
        Optional<MetricsPage> page = sources.metrics().value();
        if (sources.alerts().value().isPresent() || page.isEmpty()) {
            return sources.alerts();
        }
        String watched = sources.watchdog().value().stream()
                .flatMap(watchdog -> watchdog.services().stream())
                .map(ServiceReport::name)
                .findFirst()
                .orElse(program.name());
        List<FiringAlert> firing = new ArrayList<>();
        for (String name : page.get().labelValues("ALERTS", "alertname", "alertstate", "firing")) {
            firing.add(AlertCatalogue.rule(name)
                    .map(rule -> alert(rule.about(watched), now))
                    .orElseGet(() -> targetAlert(name, page.get(), now)));
        }
        firing.sort(Comparator.comparing(FiringAlert::severity).reversed());
        return Observed.of(firing);
    }

    private static FiringAlert alert(AlertRule rule, Instant now) {
        return new FiringAlert(rule.name(), rule.severity(), rule.summary(), rule.whatToDo(), now);
    }

    /** An alert of {@code alerts.target_rules}: its summary is known to the agent only. */
    private static FiringAlert targetAlert(String name, MetricsPage page, Instant now) {
        Severity severity = page.labelValues("ALERTS", "severity", "alertname", name).stream()
                .flatMap(label -> Severity.parse(label).stream())
                .findFirst()
                .orElse(Severity.WARNING);
        return new FiringAlert(name, severity, name, "Run: sudo peace alert list.", now);
    }

    private static MachineState machine(HostInfo around) {
        int bits = around.throttled().orElse(0);
        return new MachineState(around.celsius(), (bits & 1) != 0, (bits & HostInfo.THROTTLED_NOW) != 0);
    }

    private static List<ShippingProblem> shipping(MetricsPage page) {
        List<ShippingProblem> problems = new ArrayList<>();
        for (ShippingProblem.What what : ShippingProblem.What.values()) {
            for (String destination : page.labelValues(what.metric(), "destination")) {
                page.labelValues(what.metric(), "problem", "destination", destination)
                        .forEach(reason -> problems.add(new ShippingProblem(what, destination, reason)));
            }
        }
        return problems;
    }
}
