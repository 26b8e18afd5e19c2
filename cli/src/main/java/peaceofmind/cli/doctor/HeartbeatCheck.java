// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.doctor;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.HeartbeatReader;
import peaceofmind.heartbeat.HeartbeatReading;
import peaceofmind.heartbeat.HeartbeatReading.Unreadable;
import peaceofmind.watchdog.config.ServiceConfig;

/** Whether the heartbeats of the watched services are accepted and can be read. */
final class HeartbeatCheck implements Check {

    private static final int MAX_READS = 5;

    /** A writer that does not replace the file atomically is caught half-way now and then. */
    private static final Duration READ_INTERVAL = Duration.ofMillis(200);

    @Override
    public String name() {
        return "heartbeat";
    }

    @Override
    public String rationale() {
        return "a service whose heartbeat is refused is not watched";
    }

    @Override
    public Finding run(DoctorContext context) throws InterruptedException {
        List<String> refused = new ArrayList<>();
        List<String> unreadable = new ArrayList<>();
        List<String> absent = new ArrayList<>();
        List<ServiceConfig> services = context.config().watchdog().services().stream()
                .filter(service -> service.heartbeat().isPresent())
                .toList();
        if (services.isEmpty()) {
            return Finding.good("no service has one: probes watch them");
        }
        for (ServiceConfig service : services) {
            switch (read(context.machine().path(service.heartbeat().orElseThrow()), service)) {
                case HeartbeatReading.Present _ -> {}
                case HeartbeatReading.Absent _ -> absent.add(service.name());
                case Unreadable reading
                when reading.fault().isRefusal() -> refused.add(service.name() + ": " + reading.message());
                case Unreadable reading -> unreadable.add(service.name() + ": " + reading.message());
            }
        }
        if (!refused.isEmpty()) {
            return Finding.bad(
                    "not watched: " + String.join("; ", refused),
                    "correct heartbeat or heartbeat_owner in the configuration, or remove the file");
        } else if (!unreadable.isEmpty()) {
            return Finding.attention(
                    "cannot be read: " + String.join("; ", unreadable), "correct what the program writes to the file");
        } else if (!absent.isEmpty()) {
            return Finding.attention(
                    "no heartbeat file: " + String.join(", ", absent),
                    "start the service; if it runs, compare heartbeat in the configuration with what it writes");
        }
        return Finding.good(services.size() + " of " + services.size() + " accepted");
    }

    private static HeartbeatReading read(Path file, ServiceConfig service) throws InterruptedException {
        HeartbeatReader reader = new HeartbeatReader(file, service.heartbeatOwner(), System::nanoTime);
        HeartbeatReading reading = reader.read();
        for (int reads = 1; reads < MAX_READS && isMaybeTorn(reading); reads++) {
            Clock.system().sleep(READ_INTERVAL);
            reading = reader.read();
        }
        return reading;
    }

    private static boolean isMaybeTorn(HeartbeatReading reading) {
        return reading instanceof Unreadable unreadable && !unreadable.fault().isRefusal();
    }
}
