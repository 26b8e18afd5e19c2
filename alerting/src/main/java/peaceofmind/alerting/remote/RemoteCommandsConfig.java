// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.remote;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import peaceofmind.foundation.config.ConfigSection;

/**
 * The section {@code remote_commands} of a webhook.
 *
 * @param allowed in the order of the buttons; empty: the messages have none, and nothing is received
 * @param users ids of those in a chat who may press them (Telegram); empty: everybody in the chat
 * @param url topic to which buttons publish (ntfy); empty with others
 * @param tokenFile token with which they do; empty where the topic needs none
 * @param maxPerHour commands that are accepted within an hour
 */
public record RemoteCommandsConfig(
        List<RemoteCommand> allowed,
        List<String> users,
        Optional<String> url,
        Optional<Path> tokenFile,
        int maxPerHour) {

    private static final int DEFAULT_MAX_PER_HOUR = 10;
    private static final String CHOICES = "status, restart, hold and reboot";

    /** Off. */
    public static final RemoteCommandsConfig NONE =
            new RemoteCommandsConfig(List.of(), List.of(), Optional.empty(), Optional.empty(), DEFAULT_MAX_PER_HOUR);

    public RemoteCommandsConfig {
        allowed = List.copyOf(allowed);
        users = List.copyOf(users);
    }

    /** Reads the section; mistakes are recorded in the document. */
    public static RemoteCommandsConfig read(ConfigSection section) {
        return new RemoteCommandsConfig(
                readAllowed(section),
                section.texts(
                        "users",
                        "Ids of the users who may press the buttons (telegram); none: everybody in the chat.",
                        List.of()),
                section.optionalText("url", "Topic to which the buttons publish, and which the device reads (ntfy)."),
                section.optionalPath(
                        "token_file",
                        "File (mode 0600) with the token of a user who may only write to that topic; messages contain it (ntfy)."),
                section.integer(
                        "max_per_hour",
                        "Commands that are accepted within an hour; more are refused.",
                        DEFAULT_MAX_PER_HOUR,
                        1,
                        60));
    }

    private static List<RemoteCommand> readAllowed(ConfigSection section) {
        List<RemoteCommand> allowed = new ArrayList<>();
        for (String word : section.texts(
                "allow", "Commands that messages have buttons for: " + CHOICES + "; none: no buttons.", List.of())) {
            Optional<RemoteCommand> command = RemoteCommand.parse(word);
            if (command.isEmpty()) {
                section.addProblem("allow", "has no command \"" + word + "\": the commands are " + CHOICES);
            } else if (!allowed.contains(command.get())) {
                allowed.add(command.get());
            }
        }
        if (section.isPresent() && allowed.isEmpty()) {
            section.addProblem("allow", "names no command: the commands are " + CHOICES);
        }
        return allowed;
    }

    /** Whether messages have buttons. */
    public boolean isEnabled() {
        return !allowed.isEmpty();
    }
}
