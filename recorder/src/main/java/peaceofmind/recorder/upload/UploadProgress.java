// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload;

import java.time.Duration;
import java.util.Optional;

/**
 * How an upload proceeds.
 *
 * @param sentBytes of the file, including those of earlier attempts that need not be repeated
 * @param bytesPerSecond in about the last 10 s; empty until it is known
 * @param timeLeft at that speed; empty while it is unknown
 */
public record UploadProgress(
        String fileName, long sentBytes, long totalBytes, Optional<Long> bytesPerSecond, Optional<Duration> timeLeft) {}
