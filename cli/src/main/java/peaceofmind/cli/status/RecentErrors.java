// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.status;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import peaceofmind.cli.logs.LogFiles;
import peaceofmind.cli.logs.LogLine;

/** Errors and warnings of the last hour in the log files. */
final class RecentErrors {

    static final Duration WINDOW = Duration.ofHours(1);
    private static final int MAX_BYTES = 64 * 1024;

    private RecentErrors() {}

    /** Oldest first within each file. */
    static List<LogLine> read(List<Path> files, Instant now) throws IOException {
        List<LogLine> errors = new ArrayList<>();
        for (Path file : files) {
            if (Files.exists(file)) {
                LogFiles.tail(file, MAX_BYTES, line -> LogLine.level(line) != LogLine.Level.OTHER).stream()
                        .filter(line -> line.at()
                                .filter(at -> at.isAfter(now.minus(WINDOW)))
                                .isPresent())
                        .forEach(errors::add);
            }
        }
        return errors;
    }
}
