// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.setup;

import java.nio.file.Path;
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
        // Where probes watch it, the watchdog's status shows what they see.
        if (service.heartbeat().isPresent()) {
            steps.add(heartbeat(service, service.heartbeat().get()));
        }
        Optional<String> unit = service.unit();
        if (unit.isPresent()) {
            steps.add(restartRight(unit.get()));
        }
        return steps;
    }

    private SetupStep heartbeat(ServiceConfig service, Path file) throws InterruptedException {
        HeartbeatReader reader = new HeartbeatReader(machine.path(file), service.heartbeatOwner(), clock::nanoTime);
        HeartbeatReading reading = reader.read();
        Duration age = reading.age();
        long deadlineNanos = clock.nanoTime() + HEARTBEAT_TIMEOUT.toNanos();
        while (clock.nanoTime() - deadlineNanos < 0) {
            clock.sleep(POLL_INTERVAL);
            HeartbeatReading next = reader.read();
            // An age that shrinks is a change that this reader has observed.
            if (next instanceof HeartbeatReading.Present && next.age().compareTo(age.plus(POLL_INTERVAL)) < 0) {
                return SetupStep.done("the heartbeat of " + service.name() + " changes: " + file);
            }
            reading = next;
            age = next.age();
        }
        return SetupStep.failed("seen: the heartbeat of " + service.name() + " did not change within "
                + HEARTBEAT_TIMEOUT.toSeconds() + " s: " + describe(reading, file));
    }

    private static String describe(HeartbeatReading reading, Path file) {
        return switch (reading) {
            case HeartbeatReading.Absent _ -> file + " does not exist";
            case HeartbeatReading.Unreadable unreadable -> unreadable.message();
            case HeartbeatReading.Present _ -> file + " stays the same: does the program run?";
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
