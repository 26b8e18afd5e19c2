package peaceofmind.recorder.service;

import java.time.Duration;
import java.util.Optional;

/** What people ask of the recorder. */
public sealed interface Command {

    /**
     * Start a recording.
     *
     * @param length empty: the configured one
     */
    record Start(Optional<Duration> length) implements Command {}

    record Stop() implements Command {}

    record Extend() implements Command {}

    /** Make videos of what crashes left, and remove what need not be kept. */
    record Salvage() implements Command {}
}
