// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.act;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import peaceofmind.foundation.time.Clock;
import peaceofmind.linux.Subprocess;
import peaceofmind.watchdog.policy.UnitState;

/**
 * Reads the states of systemd's units. Threads that read at the same time share one {@code systemctl show}: each process takes tenths
 * of a second of CPU time on a small device, and one per service and poll would be most of what a watchdog of twenty services costs.
 * At most one such process runs at a time.
 */
public final class SystemdUnits {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    /** How old a state may be that another thread has read. Well below any interval in which states are polled. */
    private static final Duration MAX_SHARED_AGE = Duration.ofMillis(500);

    private static final int MAX_OUTPUT_BYTES_PER_UNIT = 16 * 1024;

    private final String systemctl;
    private final Clock clock;
    private final ReentrantLock processRuns = new ReentrantLock();

    /** All units that were ever read, in order: what a periodic poll reads. Guarded by this. */
    private final Set<String> knownUnits = new LinkedHashSet<>();

    /** The newest state of each unit. Guarded by this. */
    private final Map<String, Reading> newest = new HashMap<>();

    /** What is read next; threads join it until its process starts. Guarded by this. */
    private Batch next = new Batch();

    private record Reading(ServiceStatus status, long startedAtNanos) {}

    /** Units that are read by one process. Its statuses are empty until then, and set once under {@link #processRuns}. */
    private static final class Batch {
        private final Set<String> units = new LinkedHashSet<>();
        private Map<String, ServiceStatus> statuses = Map.of();
    }

    /** Reads units of the system manager. */
    public SystemdUnits(Clock clock) {
        this("systemctl", clock);
    }

    /** @param systemctl the command; tests replace it */
    SystemdUnits(String systemctl, Clock clock) {
        this.systemctl = systemctl;
        this.clock = clock;
    }

    /** The state of a unit, read after the start of this call; {@link UnitState#UNKNOWN} with a reason if systemd does not respond. */
    ServiceStatus read(String unit) throws InterruptedException {
        return readWith(unit, Set.of());
    }

    /** The same, or what another thread has just read: at most half a second old. */
    ServiceStatus readRecent(String unit) throws InterruptedException {
        Set<String> others;
        synchronized (this) {
            Reading reading = newest.get(unit);
            if (reading != null && clock.nanoTime() - reading.startedAtNanos() <= MAX_SHARED_AGE.toNanos()) {
                return reading.status();
            }
            others = Set.copyOf(knownUnits);
        }
        return readWith(unit, others);
    }

    /** How many threads wait for the process that runs now; for tests. */
    int waitingThreads() {
        return processRuns.getQueueLength();
    }

    private ServiceStatus readWith(String unit, Set<String> others) throws InterruptedException {
        Batch batch;
        synchronized (this) {
            knownUnits.add(unit);
            batch = next;
            batch.units.add(unit);
            batch.units.addAll(others);
        }
        processRuns.lockInterruptibly();
        try {
            // Empty unless a thread that joined the same batch came first.
            if (batch.statuses.isEmpty()) {
                synchronized (this) {
                    next = new Batch();
                }
                batch.statuses = readAll(List.copyOf(batch.units));
            }
            ServiceStatus status = batch.statuses.get(unit);
            return status == null ? unknown("its state was not read") : status;
        } finally {
            processRuns.unlock();
        }
    }

    private Map<String, ServiceStatus> readAll(List<String> units) throws InterruptedException {
        long startedAt = clock.nanoTime();
        Map<String, ServiceStatus> statuses = new LinkedHashMap<>(show(units));
        if (statuses.isEmpty()) {
            // One name that systemd refuses must not hide the others.
            for (String unit : units) {
                statuses.putAll(show(List.of(unit)));
            }
        }
        synchronized (this) {
            statuses.forEach((unit, status) -> newest.put(unit, new Reading(status, startedAt)));
        }
        return statuses;
    }

    /** The statuses of all the units; empty if there are several and systemd has refused or left out any. */
    private Map<String, ServiceStatus> show(List<String> units) throws InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(systemctl, "show", "--no-pager", "--property=" + UnitProperties.PROPERTY_NAMES));
        command.add("--");
        command.addAll(units);
        return switch (Subprocess.run(command, TIMEOUT, MAX_OUTPUT_BYTES_PER_UNIT * units.size())) {
            case Subprocess.Exited exited when exited.succeeded() -> parse(units, exited.output());
            case Subprocess.Exited exited
            when units.size() == 1 ->
                allUnknown(units, "systemctl show: " + exited.errorOutput().strip());
            case Subprocess.Exited _ -> Map.of();
            case Subprocess.TimedOut _ ->
                allUnknown(units, "systemd did not respond within " + TIMEOUT.toSeconds() + " s");
            case Subprocess.NotStarted notStarted -> allUnknown(units, notStarted.reason());
        };
    }

    /** The properties of several units are separated by an empty line, and in the order in which the units were named. */
    private static Map<String, ServiceStatus> parse(List<String> units, String output) {
        if (units.size() == 1) {
            return Map.of(units.getFirst(), UnitProperties.parse(output));
        }
        String[] blocks = output.strip().split("\n\n+", -1);
        if (blocks.length != units.size()) {
            return Map.of();
        }
        Map<String, ServiceStatus> statuses = new LinkedHashMap<>();
        for (int i = 0; i < blocks.length; i++) {
            statuses.put(units.get(i), UnitProperties.parse(blocks[i]));
        }
        return statuses;
    }

    private static Map<String, ServiceStatus> allUnknown(List<String> units, String reason) {
        Map<String, ServiceStatus> statuses = new LinkedHashMap<>();
        units.forEach(unit -> statuses.put(unit, unknown(reason)));
        return statuses;
    }

    private static ServiceStatus unknown(String reason) {
        return new ServiceStatus(UnitState.UNKNOWN, OptionalLong.empty(), Optional.empty(), reason);
    }
}
