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
import peaceofmind.linux.Subprocess;
import peaceofmind.watchdog.config.ServiceConfig;

/** Whether the heartbeats of the watched services are accepted, can be read by the watchdog, and are fresh. */
final class HeartbeatCheck implements Check {

    private static final String WATCHDOG_USER = "peace-watchdog";

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
        List<String> stale = new ArrayList<>();
        List<ServiceConfig> services = context.config().watchdog().services().stream()
                .filter(service -> service.heartbeat().isPresent())
                .toList();
        if (services.isEmpty()) {
            return Finding.good("no service has one: probes watch them");
        }
        for (ServiceConfig service : services) {
            Path heartbeat = service.heartbeat().orElseThrow();
            switch (read(context.machine().path(heartbeat), service)) {
                case HeartbeatReading.Present _
                when isHiddenFromWatchdog(context, heartbeat) ->
                    refused.add(service.name() + ": user " + WATCHDOG_USER + " cannot read " + heartbeat);
                case HeartbeatReading.Present present
                when present.age().compareTo(service.staleAfter()) > 0 ->
                    stale.add(service.name() + ": " + heartbeat + " has not changed for "
                            + present.age().toSeconds() + " s, its limit is "
                            + service.staleAfter().toSeconds() + " s");
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
        } else if (!stale.isEmpty()) {
            return Finding.attention(
                    "not fresh: " + String.join("; ", stale),
                    "start the service; if it runs, does it write to this file once a second?");
        }
        return Finding.good(services.size() + " of " + services.size() + " accepted and fresh");
    }

    /** Root reads everything; the watchdog does not. Whoever is not root cannot try it. */
    private static boolean isHiddenFromWatchdog(DoctorContext context, Path heartbeat) throws InterruptedException {
        return context.machine().user().equals("root")
                && context.machine()
                                .run(List.of("runuser", "-u", WATCHDOG_USER, "--", "test", "-r", heartbeat.toString()))
                        instanceof Subprocess.Exited exited
                // test(1): 1 when it is not readable; runuser has other codes for its own errors.
                && exited.exitCode() == 1
                && exited.errorOutput().isEmpty();
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
