// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.terminal;

/** A command failed. The message says what happened and what to do, for the person who typed the command. */
public class CommandFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    public CommandFailedException(String message) {
        super(message);
    }
}
