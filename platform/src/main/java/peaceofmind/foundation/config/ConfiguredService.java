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
 * @param log the first of its log files; empty where none is configured, except for the packaged recorder
 * @param isPackagedRecorder whether it is the recorder of this package, which writes the heartbeat that the section {@code recorder}
 *     names: only it has cameras, and records on request
 */
public record ConfiguredService(
        String name,
        Optional<String> unit,
        Path heartbeat,
        Optional<String> heartbeatOwner,
        Duration staleAfter,
        Optional<Path> log,
        boolean isPackagedRecorder) {

    private static final String LOG_NAME = "service.log";

    /** The recorder of this project, which is watched where nothing is configured. */
    public static final ConfiguredService RECORDER = new ConfiguredService(
            "recorder",
            Optional.of("recorder.service"),
            Path.of("/run/recorder/heartbeat.json"),
            Optional.empty(),
            Duration.ofSeconds(30),
            Optional.of(Path.of("/var/log/recorder").resolve(LOG_NAME)),
            true);

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
        return services.isEmpty() ? List.of(defaultRecorder(document)) : List.copyOf(services);
    }

    private static ConfiguredService defaultRecorder(ConfigDocument document) {
        return new ConfiguredService(
                RECORDER.name,
                RECORDER.unit,
                RECORDER.heartbeat,
                RECORDER.heartbeatOwner,
                RECORDER.staleAfter,
                packagedLog(document),
                true);
    }

    private static Optional<Path> packagedLog(ConfigDocument document) {
        return path(document, "recorder.log_dir")
                .map(folder -> folder.resolve(LOG_NAME))
                .or(() -> RECORDER.log);
    }

    /** Whether the recorder of this package is one of them. */
    public static boolean includePackagedRecorder(ConfigDocument document) {
        return all(document).stream().anyMatch(ConfiguredService::isPackagedRecorder);
    }

    private static String item(int number) {
        return "watchdog.services[" + number + "]";
    }

    private static ConfiguredService read(ConfigDocument document, String path) {
        String name = document.text(path + ".name").orElse(RECORDER.name);
        boolean isProcess =
                document.text(path + ".actuator").filter("process"::equals).isPresent();
        Path heartbeat = path(document, path + ".heartbeat").orElse(RECORDER.heartbeat);
        boolean isPackagedRecorder = !document.has(path + ".liveness")
                && heartbeat.equals(path(document, "recorder.heartbeat").orElse(RECORDER.heartbeat));
        Optional<Path> log = path(document, path + ".logs[0]").or(() -> path(document, path + ".logs"));
        return new ConfiguredService(
                name,
                isProcess
                        ? Optional.empty()
                        : Optional.of(
                                UnitName.complete(document.text(path + ".unit").orElse(name + ".service"))),
                heartbeat,
                document.text(path + ".heartbeat_owner"),
                document.text(path + ".stale_after")
                        .flatMap(ConfigUnits::parseDuration)
                        .orElse(RECORDER.staleAfter),
                log.or(() -> isPackagedRecorder ? packagedLog(document) : Optional.empty()),
                isPackagedRecorder);
    }

    private static Optional<Path> path(ConfigDocument document, String path) {
        try {
            return document.text(path).map(Path::of);
        } catch (InvalidPathException notAPath) {
            return Optional.empty();
        }
    }
}
