// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.liveness;

import java.nio.file.Path;
import java.util.Optional;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.HeartbeatReader;
import peaceofmind.heartbeat.HeartbeatReading;

/** A heartbeat file that must change, beside other probes: what stands in it has no effect. */
final class HeartbeatProbe implements Probe {

    private final Path path;
    private final HeartbeatReader reader;
    private boolean hasRead;

    HeartbeatProbe(Path path, Clock clock) {
        this.path = path;
        this.reader = new HeartbeatReader(path, Optional.empty(), clock::nanoTime);
    }

    @Override
    public void reset() {
        hasRead = false;
    }

    @Override
    public ProbeResult run() {
        HeartbeatReading reading = reader.read();
        // An age of zero means that this reading saw it change, unless it is the first of a file from the future.
        boolean changed = hasRead && reading.age().isZero() && reader.isAgeKnown();
        hasRead = true;
        return switch (reading) {
            case HeartbeatReading.Unreadable unreadable
            when unreadable.fault().isRefusal() -> new ProbeResult.Inconclusive(unreadable.message());
            case HeartbeatReading.Present _, HeartbeatReading.Unreadable _ when changed -> new ProbeResult.Alive();
            case HeartbeatReading.Unreadable unreadable -> new ProbeResult.Silent(unreadable.message());
            case HeartbeatReading.Present _ -> new ProbeResult.Silent("the heartbeat " + path + " does not change");
            case HeartbeatReading.Absent _ -> new ProbeResult.Silent("there is no heartbeat " + path);
        };
    }
}
