// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.health;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import peaceofmind.contract.event.Event;

/**
 * What is known of a device at one moment. What is empty was not asked for, or can't be known here, and is not judged.
 *
 * @param program what is watched, by the configuration: known even while the watchdog does not respond
 * @param zone in which times of day are written
 * @param events of the watchdog's journal, oldest first
 * @param alerts of the agent that are firing, the worst first
 * @param shippingProblems what keeps metrics and logs from leaving the device
 * @param agentProblem why the agent's metrics can't be read; empty when they can
 */
public record DeviceSnapshot(
        Instant now,
        ZoneId zone,
        WatchedProgram program,
        Observed<WatchdogStatus> watchdog,
        Observed<RecorderStatus> recorder,
        List<Event> events,
        Observed<List<FiringAlert>> alerts,
        Optional<DiskSpace> disk,
        Optional<MachineState> machine,
        List<ShippingProblem> shippingProblems,
        Optional<String> agentProblem) {

    public DeviceSnapshot {
        events = List.copyOf(events);
        shippingProblems = List.copyOf(shippingProblems);
    }

    Instant ago(Duration age) {
        return now.minus(age);
    }

    /** From the recorder itself; where it does not answer, from the heartbeat that the watchdog saw last. */
    Optional<RecorderStatus> activity() {
        return recorder.value()
                .or(() -> watchdog.value()
                        .flatMap(status -> status.services().stream().findFirst())
                        .flatMap(ServiceReport::heartbeat));
    }
}
