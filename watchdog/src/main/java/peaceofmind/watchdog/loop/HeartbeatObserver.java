// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.loop;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import peaceofmind.heartbeat.Heartbeat;
import peaceofmind.heartbeat.HeartbeatReader;
import peaceofmind.heartbeat.HeartbeatReading;
import peaceofmind.watchdog.act.HeartbeatWriters;
import peaceofmind.watchdog.act.ServiceStatus;
import peaceofmind.watchdog.liveness.ProbeStatus;
import peaceofmind.watchdog.policy.HeartbeatObservation;

/** Observes a service by its heartbeat file. */
final class HeartbeatObserver implements LivenessObserver {

    /** With a heartbeat older than this, or than half of its limit, something may be wrong. */
    private static final Duration MAX_QUIET_AGE = Duration.ofSeconds(3);

    private static final Path PROC = Path.of("/proc");

    private final Path file;
    private final HeartbeatReader reader;
    private final HeartbeatWriters writers;
    private final Duration quietAge;

    HeartbeatObserver(
            Path file,
            Optional<String> owner,
            Duration staleAfter,
            HeartbeatWriters.Ownership ownership,
            LongSupplier nanoTime) {
        this.file = file;
        this.reader = new HeartbeatReader(file, owner, nanoTime);
        this.writers = new HeartbeatWriters(PROC, ownership);
        Duration half = staleAfter.dividedBy(2);
        this.quietAge = half.compareTo(MAX_QUIET_AGE) < 0 ? half : MAX_QUIET_AGE;
    }

    @Override
    public Observed observe(ServiceStatus status) {
        HeartbeatReading reading = reader.read();
        Optional<HeartbeatObservation> foreign = foreign(reading, status).map(HeartbeatObservation.Foreign::new);
        return new Observed(
                foreign.orElseGet(() -> observation(reading)),
                foreign.isPresent() ? Optional.empty() : knownAge(reading),
                reading.age().compareTo(quietAge) > 0);
    }

    /** Who wrote it, if that is known not to belong to the service. */
    private Optional<String> foreign(HeartbeatReading reading, ServiceStatus status) {
        return reading instanceof HeartbeatReading.Present present
                        && present.age().isZero()
                        && present.heartbeat().pid().isPresent()
                ? writers.foreign(present.heartbeat().pid().getAsLong(), status)
                : Optional.empty();
    }

    private Optional<Duration> knownAge(HeartbeatReading reading) {
        boolean counts = switch (reading) {
            case HeartbeatReading.Present _ -> true;
            case HeartbeatReading.Absent _ -> false;
            case HeartbeatReading.Unreadable unreadable -> !unreadable.fault().isRefusal();
        };
        return counts && reader.isAgeKnown() ? Optional.of(reading.age()) : Optional.empty();
    }

    private HeartbeatObservation observation(HeartbeatReading reading) {
        // An age of zero means that this reading saw it change, unless it is the first of a file from the future.
        boolean changed = reading.age().isZero() && reader.isAgeKnown();
        return switch (reading) {
            case HeartbeatReading.Present present
            when changed -> new HeartbeatObservation.Beat(present.heartbeat().isError());
            case HeartbeatReading.Present _ -> new HeartbeatObservation.Unchanged();
            case HeartbeatReading.Absent _ -> new HeartbeatObservation.Missing();
            case HeartbeatReading.Unreadable unreadable
            when unreadable.fault().isRefusal() -> new HeartbeatObservation.Refused(unreadable.message());
            case HeartbeatReading.Unreadable unreadable ->
                new HeartbeatObservation.Unreadable(unreadable.message(), changed);
        };
    }

    @Override
    public Optional<Heartbeat> lastHeartbeat() {
        return reader.lastHeartbeat();
    }

    @Override
    public Optional<Path> heartbeatFile() {
        return Optional.of(file);
    }

    @Override
    public List<ProbeStatus> probes() {
        return List.of();
    }

    @Override
    public String report() {
        return "";
    }

    /** What a program wrote before its restart stands in the file still; the reader compares with it. */
    @Override
    public void setActionInProgress(boolean value) {}

    @Override
    public void close() {}
}
