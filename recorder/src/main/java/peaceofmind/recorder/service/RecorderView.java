package peaceofmind.recorder.service;

import java.time.Duration;
import java.util.Optional;

/**
 * The recorder at one moment.
 *
 * @param timeInState time since it entered its state
 * @param error why it can't do its work; empty when it can
 * @param errorCount since the program started
 * @param file that is being recorded; with it {@code bytes}, {@code remaining} and {@code length}
 * @param remaining of the session
 */
public record RecorderView(
        RecorderState state,
        Duration timeInState,
        Optional<String> error,
        int errorCount,
        Optional<String> file,
        Optional<Long> bytes,
        Optional<Duration> remaining,
        Optional<Duration> length) {}
