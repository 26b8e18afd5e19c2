// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.grafana;

import peaceofmind.cli.terminal.CommandFailedException;

/**
 * Something that a push will do.
 *
 * @param description as text, such as {@code make the folder "Peace of Mind"}
 */
record Change(String description, PushAction action) {

    interface PushAction {
        void run() throws CommandFailedException;
    }
}
