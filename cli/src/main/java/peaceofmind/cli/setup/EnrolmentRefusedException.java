// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.setup;

import peaceofmind.cli.terminal.CommandFailedException;

/** The server of a fleet refuses a code: only another code helps. */
final class EnrolmentRefusedException extends CommandFailedException {
    private static final long serialVersionUID = 1L;

    EnrolmentRefusedException(String message) {
        super(message);
    }
}
