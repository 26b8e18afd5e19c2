// SPDX-License-Identifier: Apache-2.0
package peaceofmind.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;

/** The uptime and identity of this boot, unaffected by changes of the wall clock. */
public final class KernelClock {

    private static final Pattern SECONDS = Pattern.compile("\\d{1,12}(\\.\\d{1,9})?");

    private final Path proc;

    /** @param proc {@code /proc}, or a fixture */
    public KernelClock(Path proc) {
        this.proc = proc;
    }

    /** Time since boot, including suspended time ({@code /proc/uptime}). */
    public Duration uptime() throws IOException {
        String first = Files.readString(proc.resolve("uptime")).strip().split(" ", 2)[0];
        try {
            if (SECONDS.matcher(first).matches()) {
                return Duration.ofMillis(Math.round(Double.parseDouble(first) * 1000));
            }
            throw new NumberFormatException(first);
        } catch (NumberFormatException malformed) {
            throw new IOException(
                    proc.resolve("uptime") + " does not start with a number of seconds: " + first, malformed);
        }
    }

    /** The unique ID of this boot ({@code /proc/sys/kernel/random/boot_id}). */
    public String bootId() throws IOException {
        Path file = proc.resolve("sys/kernel/random/boot_id");
        String id = Files.readString(file).strip();
        if (id.isEmpty()) {
            throw new IOException(file + " is empty");
        }
        return id;
    }
}
