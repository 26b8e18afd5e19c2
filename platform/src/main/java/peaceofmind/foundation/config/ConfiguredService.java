// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A service as {@code watchdog.services} names it. Those keys are the one place that says what is watched: what other sections need of
 * it follows them, unless it is configured otherwise. The watchdog reads and checks the keys itself.
 *
 * @param unit empty for a process that the watchdog starts itself
 * @param heartbeatOwner the user that must own the heartbeat; empty accepts any
 * @param staleAfter without a beat for this time it is restarted
 * @param log the first of its log files
 */
public record ConfiguredService(
        String name,
        Optional<String> unit,
        Path heartbeat,
        Optional<String> heartbeatOwner,
        Duration staleAfter,
        Path log) {

    /** The recorder of this project, which is watched where nothing is configured. */
    public static final ConfiguredService RECORDER = new ConfiguredService(
            "recorder",
            Optional.of("recorder.service"),
            Path.of("/run/recorder/heartbeat.json"),
            Optional.empty(),
            Duration.ofSeconds(30),
            Path.of("/var/log/recorder/service.log"));

    /** The first one: the program that metrics, alerts and pages are about. */
    public static ConfiguredService first(ConfigDocument document) {
        return all(document).getFirst();
    }

    /** All of them, at least one. A value that can't be read is taken for its default. */
    public static List<ConfiguredService> all(ConfigDocument document) {
        List<ConfiguredService> services = new ArrayList<>();
        for (String path = item(0); document.has(path); path = item(services.size())) {
            services.add(read(document, path));
        }
        return services.isEmpty() ? List.of(RECORDER) : List.copyOf(services);
    }

    private static String item(int number) {
        return "watchdog.services[" + number + "]";
    }

    private static ConfiguredService read(ConfigDocument document, String path) {
        String name = document.text(path + ".name").orElse(RECORDER.name);
        boolean isProcess =
                document.text(path + ".actuator").filter("process"::equals).isPresent();
        return new ConfiguredService(
                name,
                isProcess
                        ? Optional.empty()
                        : Optional.of(
                                UnitName.complete(document.text(path + ".unit").orElse(name + ".service"))),
                path(document, path + ".heartbeat").orElse(RECORDER.heartbeat),
                document.text(path + ".heartbeat_owner"),
                document.text(path + ".stale_after")
                        .flatMap(ConfigUnits::parseDuration)
                        .orElse(RECORDER.staleAfter),
                path(document, path + ".logs[0]")
                        .or(() -> path(document, path + ".logs"))
                        .orElse(RECORDER.log));
    }

    private static Optional<Path> path(ConfigDocument document, String path) {
        try {
            return document.text(path).map(Path::of);
        } catch (InvalidPathException notAPath) {
            return Optional.empty();
        }
    }
}
