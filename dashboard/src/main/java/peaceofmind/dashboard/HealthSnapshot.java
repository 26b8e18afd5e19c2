// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import peaceofmind.contract.health.DeviceSnapshot;
import peaceofmind.contract.health.DiskSpace;
import peaceofmind.contract.health.FiringAlert;
import peaceofmind.contract.health.MachineState;
import peaceofmind.contract.health.Observed;
import peaceofmind.contract.health.ShippingProblem;
import peaceofmind.contract.health.WatchedProgram;
import peaceofmind.dashboard.LatestBatch.View;
import peaceofmind.foundation.config.StorageLimits;
import peaceofmind.metrics.Family.Sample;

/** Makes the snapshot that is judged of what the agent knows: the same that {@code peace status} makes of what it queries. */
record HealthSnapshot(
        WatchedProgram program,
        View metrics,
        StorageLimits storage,
        DaemonStatus daemons,
        Optional<AlertSource> alerts) {

    /** A sensor that is asleep reports 0 or less. */
    private static final double MAX_CELSIUS = 150;

    DeviceSnapshot at(Instant now, ZoneId zone) {
        OptionalDouble free = metrics.value("recorder_disk_free_bytes");
        return new DeviceSnapshot(
                now,
                zone,
                program,
                daemons.watchdog(),
                daemons.recorder(),
                daemons.events(),
                Observed.of(firing()),
                free.isPresent()
                        ? Optional.of(new DiskSpace(
                                (long) free.getAsDouble(), storage.refuseBelowBytes(), storage.warnBelowBytes()))
                        : Optional.empty(),
                Optional.of(machine()),
                shipping(),
                Optional.empty());
    }

    private List<FiringAlert> firing() {
        return alerts.map(AlertSource::firing).orElse(List.of()).stream()
                .map(alert -> new FiringAlert(
                        alert.name(), alert.severity(), alert.summary(), alert.whatToDo(), alert.since()))
                .toList();
    }

    private MachineState machine() {
        OptionalDouble hottest = metrics.samples("node_thermal_zone_temp").stream()
                .mapToDouble(Sample::value)
                .filter(celsius -> celsius > 0 && celsius < MAX_CELSIUS)
                .max();
        List<Sample> throttled = metrics.samples("rpi_throttled").stream()
                .filter(sample -> sample.value() > 0)
                .toList();
        return new MachineState(
                hottest.isPresent() ? Optional.of(hottest.getAsDouble()) : Optional.empty(),
                throttled.stream()
                        .anyMatch(
                                sample -> "under_voltage".equals(sample.labels().get("reason"))),
                !throttled.isEmpty());
    }

    private List<ShippingProblem> shipping() {
        List<ShippingProblem> problems = new ArrayList<>();
        for (ShippingProblem.What what : ShippingProblem.What.values()) {
            metrics.samples(what.metric()).stream()
                    .map(sample -> new ShippingProblem(
                            what,
                            sample.labels().getOrDefault("destination", ""),
                            sample.labels().getOrDefault("problem", "")))
                    .sorted((one, other) -> one.destination().compareTo(other.destination()))
                    .forEach(problems::add);
        }
        return problems;
    }
}
