// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.service;

import java.time.Duration;
import java.util.Optional;

/**
 * A snapshot of the recorder.
 *
 * @param timeInState time since the last state transition
 * @param error why it can't work; empty when it can
 * @param errorCount since the program started
 * @param file being recorded; {@code bytes}, {@code remaining} and {@code length} are present only with it
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
