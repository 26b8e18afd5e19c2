// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.config;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import peaceofmind.foundation.config.ConfigEntry;
import peaceofmind.heartbeat.HeartbeatReader;
import peaceofmind.heartbeat.HeartbeatReading;
import peaceofmind.watchdog.config.ServiceConfig;

/** Paths that lead nowhere, or elsewhere for each process. */
final class FileRules {

    /** Lists of paths, which their readers treat as texts. */
    private static final Set<String> LISTS = Set.of("watchdog.services[].logs", "ship.logs[].files");

    /** Their first item is a program, found in PATH when it is only a name. */
    private static final Set<String> COMMANDS = Set.of("watchdog.services[].command[]", "alerts.commands[].command[]");

    /** Found in PATH when it is only a name. */
    private static final String PROGRAM = "ship.logs[].journal.command";

    /** Written later, by {@code peace dashboard password} and by the recorder's user. */
    private static final Set<String> WRITTEN_LATER = Set.of(
            "dashboard.password_hash_file", "recorder.control_file", "recorder.upload.targets[].youtube.token_file");

    private FileRules() {}

    static void relativePaths(ReviewedConfig config) {
        Set<String> keys = new HashSet<>(config.pathKeys());
        keys.addAll(LISTS);
        for (ConfigEntry entry : config.entries(keys)) {
            boolean isName = entry.key().equals(PROGRAM) && !entry.text().contains("/");
            if (!entry.text().startsWith("/") && !isName) {
                config.addProblem(
                        entry.path(),
                        "\"" + entry.text() + "\" "
                                + (entry.text().startsWith("~") || entry.text().startsWith("$")
                                        ? "is not replaced by a home folder here: write the whole path"
                                        : "is relative to the folder in which each process was started: write the whole"
                                                + " path, from / on"));
            }
        }
    }

    /** Files that somebody has to provide: secrets, certificates, programs. */
    static void missingFiles(ReviewedConfig config) {
        Set<String> provided = new HashSet<>(config.pathKeys());
        provided.removeIf(
                key -> (!key.endsWith("_file") && !key.endsWith("tls_keystore")) || WRITTEN_LATER.contains(key));
        for (ConfigEntry entry : config.entries(provided)) {
            reportIfMissing(config, entry);
        }
        for (ConfigEntry entry : config.entries()) {
            if (COMMANDS.contains(entry.key())
                    && entry.path().endsWith("[0]")
                    && entry.text().startsWith("/")) {
                reportIfMissing(config, entry);
            }
        }
    }

    private static void reportIfMissing(ReviewedConfig config, ConfigEntry entry) {
        Optional<Path> file = parse(entry.text()).filter(Path::isAbsolute);
        // In a folder that this user cannot search, nothing is known about it.
        boolean isMissing = file.filter(path -> Files.notExists(path)).isPresent();
        if (isMissing) {
            config.addProblem(
                    entry.path(),
                    entry.text()
                            + (Files.exists(file.orElseThrow(), LinkOption.NOFOLLOW_LINKS)
                                    ? " is a link to a file that does not exist: correct the link"
                                    : " does not exist on this machine: create it, or correct the path"));
        } else if (file.filter(Files::isDirectory).isPresent()) {
            config.addProblem(entry.path(), entry.text() + " is a folder, not a file: correct the path");
        }
    }

    /** Heartbeats on this machine that the watchdog refuses, so that it never restarts those services: a link, another owner. */
    static void refusedHeartbeats(ReviewedConfig config) {
        List<ServiceConfig> services = config.config().watchdog().services();
        for (int number = 0; number < services.size(); number++) {
            ServiceConfig service = services.get(number);
            if (service.heartbeat().isEmpty()) {
                continue;
            }
            HeartbeatReading reading =
                    new HeartbeatReader(service.heartbeat().get(), service.heartbeatOwner(), System::nanoTime).read();
            if (reading instanceof HeartbeatReading.Unreadable unreadable
                    && unreadable.fault().isRefusal()) {
                config.addProblem(
                        "watchdog.services[" + number + "].heartbeat",
                        unreadable.message()
                                + "; the watchdog refuses it, and never restarts " + service.name()
                                + ": correct heartbeat or heartbeat_owner, or the file");
            }
        }
    }

    /** Probes and actuators that can never work on this machine. */
    static void missingCommands(ReviewedConfig config) {
        List<ServiceConfig> services = config.config().watchdog().services();
        for (int number = 0; number < services.size(); number++) {
            String path = "watchdog.services[" + number + "]";
            String name = services.get(number).name();
            services.get(number)
                    .missingCommands()
                    .forEach(command -> config.addProblem(
                            path, name + ": " + command + " does not exist here or is not executable"));
        }
    }

    private static Optional<Path> parse(String text) {
        try {
            return Optional.of(Path.of(text));
        } catch (InvalidPathException notAPath) {
            return Optional.empty();
        }
    }
}
