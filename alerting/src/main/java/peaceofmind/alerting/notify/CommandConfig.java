// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import java.time.Duration;
import java.util.List;
import peaceofmind.foundation.config.ConfigSection;

/**
 * One of {@code alerts.commands}.
 *
 * @param name identifies it in messages
 * @param command the program and its arguments; no shell interprets them
 * @param timeout after which it is killed with everything that it has started
 */
public record CommandConfig(String name, List<String> command, Duration timeout) {

    public CommandConfig {
        command = List.copyOf(command);
    }

    static CommandConfig read(ConfigSection section) {
        CommandConfig config = new CommandConfig(
                section.text("name", "Name of the command in messages.", "command"),
                section.texts(
                        "command",
                        "Program and arguments; it gets the message on its standard input and as PEACE_… in its environment.",
                        List.of()),
                section.duration(
                        "timeout",
                        "Time limit; then it is killed, and run again later.",
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(1),
                        Duration.ofMinutes(5)));
        if (section.isPresent()
                && (config.command.isEmpty() || config.command.getFirst().isBlank())) {
            section.addProblem(
                    "command", "is missing: write it as a list, such as [/usr/local/bin/send-sms, --urgent]");
        }
        return config;
    }
}
