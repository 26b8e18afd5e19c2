package peaceofmind.cli.grafana;

import peaceofmind.cli.terminal.CommandFailedException;

/**
 * Something that a push will do.
 *
 * @param what in words, such as {@code make the folder "Peace of Mind"}
 */
record Change(String what, Step step) {

    /** The doing. */
    interface Step {
        void run() throws CommandFailedException;
    }
}
