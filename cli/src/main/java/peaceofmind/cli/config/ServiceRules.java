// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import peaceofmind.foundation.config.ConfigEntry;
import peaceofmind.foundation.config.UnitName;
import peaceofmind.watchdog.config.ServiceConfig;

/** Services that are not watched as somebody expects. */
final class ServiceRules {

    private static final String RECORDER_UNIT = "recorder.service";

    private ServiceRules() {}

    static void units(ReviewedConfig config) {
        for (ConfigEntry entry : config.entries(Set.of("watchdog.services[].unit"))) {
            if (!UnitName.isService(UnitName.complete(entry.text()))) {
                config.addProblem(
                        entry.path(),
                        "\"" + entry.text()
                                + "\" is not the unit of a service: write its name as systemctl shows it, such"
                                + " as myapp.service");
            }
        }
    }

    static void unitsTwice(ReviewedConfig config) {
        config.reportRepeated(
                config.entries(Set.of("watchdog.services[].unit")),
                unit -> UnitName.complete(unit.text()),
                earlier -> "is the unit of " + earlier.path()
                        + " too: one service has one entry, or both would restart it");
    }

    static void heartbeatsTwice(ReviewedConfig config) {
        config.reportRepeated(
                config.entries(Set.of("watchdog.services[].heartbeat")),
                heartbeat -> Path.of(heartbeat.text()).normalize().toString(),
                earlier -> "is " + earlier.path()
                        + " too: with one heartbeat for two services, neither is noticed when it stops");
    }

    /** Without the key, a service has the recorder's heartbeat: it would be restarted for the recorder's failures. */
    static void missingHeartbeats(ReviewedConfig config) {
        List<ServiceConfig> services = config.config().watchdog().services();
        for (int number = 0; number < services.size(); number++) {
            String path = "watchdog.services[" + number + "]";
            boolean isRecorder =
                    services.get(number).unit().filter(RECORDER_UNIT::equals).isPresent();
            if (config.has(path)
                    && !isRecorder
                    && !config.has(path + ".heartbeat")
                    && !config.has(path + ".liveness")) {
                config.addProblem(
                        path + ".heartbeat",
                        "is missing, so " + services.get(number).name() + " is judged by "
                                + services.get(number).heartbeat().orElseThrow()
                                + ", the recorder's heartbeat: set the file that this service writes");
            }
        }
    }

    /** The watchdog would find the service alive while the agent reports it as down. */
    static void heartbeatOfAgent(ReviewedConfig config) {
        List<Path> watched = config.config().watchdog().services().stream()
                .flatMap(service -> service.heartbeat().stream())
                .toList();
        for (ConfigEntry entry : config.entries(Set.of("agent.heartbeat"))) {
            if (config.has("watchdog.services")
                    && config.config()
                            .agent()
                            .heartbeat()
                            .filter(watched::contains)
                            .isEmpty()) {
                config.addProblem(
                        entry.path(),
                        "is the heartbeat of none of watchdog.services: metrics and alerts would report another program"
                                + " than the watchdog watches; remove this key, or correct it");
            }
        }
    }
}
