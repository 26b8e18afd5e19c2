package peaceofmind.cli.grafana;

import peaceofmind.cli.terminal.CommandFailedException;

/**
 * Something that a push will do.
 *
 * @param description in words, such as {@code make the folder "Peace of Mind"}
 */
record Change(String description, PushAction action) {

    /** The doing. */
    interface PushAction {
        void run() throws CommandFailedException;
    }
}
