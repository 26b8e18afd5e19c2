// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.config;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import peaceofmind.foundation.config.ConfigSection;

/**
 * The commands that control a service with {@code actuator: command}, each without a shell.
 *
 * @param status exits with 0 and prints a line: the state, and what identifies the run, such as {@code running 4711}; exits with 3 if it
 *     does not run; anything else means that nobody knows
 * @param restart empty: it is stopped and started
 * @param kill ends it at once, whatever its state; empty: {@code stop} must be able to
 */
public record CommandsConfig(
        List<String> status,
        List<String> start,
        List<String> stop,
        Optional<List<String>> restart,
        Optional<List<String>> kill) {

    public CommandsConfig {
        status = List.copyOf(status);
        start = List.copyOf(start);
        stop = List.copyOf(stop);
        restart = restart.map(List::copyOf);
        kill = kill.map(List::copyOf);
    }

    static CommandsConfig read(ConfigSection service) {
        ConfigSection section = service.section("commands");
        return new CommandsConfig(
                required(section, "status", "Prints its state and exits with 0 if it runs, with 3 if it does not"),
                required(section, "start", "Starts it, detached"),
                required(section, "stop", "Stops it, and returns when it has stopped"),
                optional(section, "restart", "Restarts it (default: stop, then start)"),
                optional(section, "kill", "Ends it at once, for one that is frozen (default: stop)"));
    }

    /** Those that do not exist on this machine. */
    public List<String> missingCommands() {
        return Stream.of(Stream.of(status, start, stop), restart.stream(), kill.stream())
                .flatMap(commands -> commands)
                .map(List::getFirst)
                .distinct()
                .filter(executable -> !Executables.exists(executable))
                .toList();
    }

    private static List<String> required(ConfigSection section, String key, String description) {
        return optional(section, key, description).orElseGet(() -> {
            section.addProblem(
                    key, "missing: a service with \"actuator: command\" needs it, as a list of command and arguments");
            return List.of("false");
        });
    }

    private static Optional<List<String>> optional(ConfigSection section, String key, String description) {
        List<String> command = section.texts(key, description, List.of());
        if (command.isEmpty() || !Executables.isValid(command.getFirst())) {
            if (section.has(key)) {
                section.addProblem(key, Executables.EXPECTED);
            }
            return Optional.empty();
        }
        return Optional.of(command);
    }
}
