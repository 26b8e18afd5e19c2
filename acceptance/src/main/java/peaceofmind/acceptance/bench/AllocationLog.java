// SPDX-License-Identifier: Apache-2.0
package peaceofmind.acceptance.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much a JVM has allocated until its last garbage collection, from its log ({@code -Xlog:gc+heap=info}, serial collector): a
 * collection starts with what the previous one left plus what was allocated since.
 *
 * @param seconds time of the last collection, since the start of the JVM
 */
record AllocationLog(double seconds, double kilobytes) {

    private static final Pattern LINE =
            Pattern.compile("\\[([0-9.]+)s\\].* DefNew: ([0-9]+)K\\([0-9]+K\\)->([0-9]+)K\\([0-9]+K\\).*");

    static AllocationLog from(Path log) throws IOException {
        double seconds = 0;
        double allocated = 0;
        double usedAfter = 0;
        for (String line : Files.readAllLines(log)) {
            Matcher collection = LINE.matcher(line);
            if (collection.matches()) {
                seconds = Double.parseDouble(collection.group(1));
                allocated += Double.parseDouble(collection.group(2)) - usedAfter;
                usedAfter = Double.parseDouble(collection.group(3));
            }
        }
        return new AllocationLog(seconds, allocated);
    }

    /** The allocation rate between the two collections, in kibibytes per second. */
    double perSecondSince(AllocationLog earlier) {
        return (kilobytes - earlier.kilobytes) / (seconds - earlier.seconds);
    }
}
