// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.remote;

import java.util.Locale;
import java.util.Optional;

/** What a button of a message does. */
public enum RemoteCommand {
    STATUS("Status"),
    RESTART("Restart"),
    /** For an hour. */
    HOLD("Hold 1 h"),
    REBOOT("Reboot");

    private final String label;

    RemoteCommand(String label) {
        this.label = label;
    }

    /** Text of the button. */
    public String label() {
        return label;
    }

    /** As in the configuration. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The command that is written as {@code word}; empty when there is none. */
    static Optional<RemoteCommand> parse(String word) {
        for (RemoteCommand command : values()) {
            if (command.word().equals(word)) {
                return Optional.of(command);
            }
        }
        return Optional.empty();
    }
}
