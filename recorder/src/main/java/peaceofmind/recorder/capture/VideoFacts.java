// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import java.time.Duration;
import java.util.Optional;

/**
 * The result of validating a video file.
 *
 * @param duration of the video stream; empty when unknown
 * @param problem why it is not valid; empty when it is
 */
public record VideoFacts(long bytes, Optional<Duration> duration, VideoQuality quality, Optional<String> problem) {}
