// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.setup;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import peaceofmind.cli.machine.Machine;
import peaceofmind.cli.machine.RestartRight;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.HeartbeatReader;
import peaceofmind.heartbeat.HeartbeatReading;
import peaceofmind.watchdog.config.ServiceConfig;

/** Proves what the watchdog depends on, as far as nothing needs to be restarted for it. */
record SetupProof(Machine machine, Clock clock) {

    private static final Duration POLL_INTERVAL = Duration.ofMillis(500);

    /** More than a program needs that is just being started, and beats once a second afterwards. */
    static final Duration HEARTBEAT_TIMEOUT = Duration.ofSeconds(30);

    List<SetupStep> run(ServiceConfig service) throws InterruptedException {
        List<SetupStep> steps = new ArrayList<>();
        steps.add(heartbeat(service));
        Optional<String> unit = service.unit();
        if (unit.isPresent()) {
            steps.add(restartRight(unit.get()));
        }
        return steps;
    }

    private SetupStep heartbeat(ServiceConfig service) throws InterruptedException {
        HeartbeatReader reader =
                new HeartbeatReader(machine.path(service.heartbeat()), service.heartbeatOwner(), clock::nanoTime);
        HeartbeatReading reading = reader.read();
        Duration age = reading.age();
        long deadlineNanos = clock.nanoTime() + HEARTBEAT_TIMEOUT.toNanos();
        while (clock.nanoTime() - deadlineNanos < 0) {
            clock.sleep(POLL_INTERVAL);
            HeartbeatReading next = reader.read();
            // An age that shrinks is a change that this reader has observed.
            if (next instanceof HeartbeatReading.Present && next.age().compareTo(age.plus(POLL_INTERVAL)) < 0) {
                return SetupStep.done("the heartbeat of " + service.name() + " changes: " + service.heartbeat());
            }
            reading = next;
            age = next.age();
        }
        return SetupStep.failed("seen: the heartbeat of " + service.name() + " did not change within "
                + HEARTBEAT_TIMEOUT.toSeconds() + " s: " + describe(reading, service));
    }

    private static String describe(HeartbeatReading reading, ServiceConfig service) {
        return switch (reading) {
            case HeartbeatReading.Absent _ -> service.heartbeat() + " does not exist";
            case HeartbeatReading.Unreadable unreadable -> unreadable.message();
            case HeartbeatReading.Present _ -> service.heartbeat() + " stays the same: does the program run?";
        };
    }

    private SetupStep restartRight(String unit) throws InterruptedException {
        return switch (RestartRight.check(machine, unit)) {
            case RestartRight.Granted _ -> SetupStep.done("polkit lets the watchdog restart " + unit);
            case RestartRight.Refused refused -> SetupStep.failed("allowed: " + refused.reason());
            case RestartRight.NotTried notTried ->
                SetupStep.failed("tried, whether the watchdog may restart " + unit + ": " + notTried.reason());
        };
    }
}
