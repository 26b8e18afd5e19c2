// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.storage;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * A row of the table {@code videos}.
 *
 * @param createdAt by the wall clock; empty when the row has no valid time
 * @param uploadAttempts number of failed attempts so far
 */
public record Video(
        long id,
        String fileName,
        Path path,
        Optional<Instant> createdAt,
        VideoStatus status,
        int uploadAttempts,
        Optional<Instant> lastUploadAttempt) {}
