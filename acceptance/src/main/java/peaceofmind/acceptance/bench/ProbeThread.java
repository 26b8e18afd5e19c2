// SPDX-License-Identifier: Apache-2.0
package peaceofmind.acceptance.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The thread of a watchdog's only probe.
 *
 * @param cpuNanos nanoseconds on a processor so far (proc(5), {@code schedstat})
 */
record ProbeThread(long cpuNanos) {

    static ProbeThread read(long pid) throws IOException {
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc/" + pid + "/task"))) {
            for (Path task : tasks) {
                if (Files.readString(task.resolve("comm")).startsWith("probe-")) {
                    String figures = Files.readString(task.resolve("schedstat"));
                    return new ProbeThread(Long.parseLong(figures.substring(0, figures.indexOf(' '))));
                }
            }
        }
        throw new IOException("process " + pid + " has no thread of a probe");
    }
}
