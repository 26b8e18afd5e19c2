package peaceofmind.acceptance.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a JVM has allocated until its last collection of garbage, by its log ({@code -Xlog:gc+heap=info}, serial collector): each
 * collection finds what was left by the one before and what was allocated since.
 *
 * @param seconds of that collection, after the start of the JVM
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

    /** In kibibytes a second between the two collections. */
    double perSecondSince(AllocationLog earlier) {
        return (kilobytes - earlier.kilobytes) / (seconds - earlier.seconds);
    }
}
