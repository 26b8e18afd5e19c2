// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.storage;

import java.time.Duration;
import java.util.Optional;

/**
 * A video with what people want to know of it.
 *
 * @param duration empty when it is unknown
 * @param bytes according to its row; empty when that has none
 * @param error of its last upload, or of its validation
 * @param camera its name, when several are recorded; empty for the only one
 * @param url where it can be watched, as the column says; empty when it says nothing
 */
public record VideoDetails(
        Video video,
        Optional<Duration> duration,
        Optional<Long> bytes,
        Optional<String> error,
        Optional<String> camera,
        Optional<String> url) {}
