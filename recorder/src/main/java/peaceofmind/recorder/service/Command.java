// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.service;

import java.time.Duration;
import java.util.Optional;

/** A command to the recorder. */
public sealed interface Command {

    /**
     * Start a recording.
     *
     * @param length empty for the configured default
     */
    record Start(Optional<Duration> length) implements Command {}

    record Stop() implements Command {}

    record Extend() implements Command {}

    /** In an error: try again at once, not when it is due. */
    record Recover() implements Command {}

    /** Make videos of recordings that crashes left behind, and remove expired videos. */
    record Salvage() implements Command {}
}
