package peaceofmind.recorder.service;

import java.time.Duration;
import java.util.Optional;

/**
 * The recorder at one moment.
 *
 * @param inState time since it entered its state
 * @param error why it can't do its work; empty when it can
 * @param errors since the program started
 * @param file that is being recorded; with it {@code bytes}, {@code left} and {@code length}
 * @param left of the session
 */
public record RecorderView(
        RecorderState state,
        Duration inState,
        Optional<String> error,
        int errors,
        Optional<String> file,
        Optional<Long> bytes,
        Optional<Duration> left,
        Optional<Duration> length) {}
