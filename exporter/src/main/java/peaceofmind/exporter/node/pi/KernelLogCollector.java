// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.node.pi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import peaceofmind.exporter.node.read.Families;
import peaceofmind.linux.Subprocess;
import peaceofmind.metrics.Family.Sample;
import peaceofmind.metrics.collect.Collector;

/**
 * Counts disk errors in the kernel log since boot, read from the journal. Starts a process: cache it. Without a journal, or permission
 * to read it, there are no series.
 */
public final class KernelLogCollector implements Collector {

    /** Kernel log lines after the cursor (without one, of the whole boot), then the new cursor after {@link #CURSOR_PREFIX}; tests supply a fake. */
    public interface KernelLog {
        String linesAfter(Optional<String> cursor) throws IOException, InterruptedException;
    }

    static final String CURSOR_PREFIX = "-- cursor: ";

    private static final Duration JOURNALCTL_TIMEOUT = Duration.ofSeconds(10);
    private static final int MAX_LINES = 2_000;
    /** Kernel log lines have at most a kilobyte: the cursor at the end always fits. */
    private static final int MAX_OUTPUT_BYTES = MAX_LINES * 1_100;

    private static final int MAX_DEVICES = 50;

    private final Path root;
    private final Path sys;
    private final KernelLog log;
    private final Map<String, Long> errors = new TreeMap<>();
    private Optional<String> cursor = Optional.empty();

    public KernelLogCollector(Path root, Path sys, KernelLog log) {
        this.root = root;
        this.sys = sys;
        this.log = log;
    }

    /** Reads the journal, within limits. */
    public static String readJournal(Optional<String> cursor) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "journalctl", "-k", "-b", "-q", "--no-pager", "-o", "cat", "--show-cursor", "-n", "" + MAX_LINES));
        cursor.ifPresent(after -> command.add("--after-cursor=" + after));
        return switch (Subprocess.run(command, JOURNALCTL_TIMEOUT, MAX_OUTPUT_BYTES)) {
            case Subprocess.Exited exited -> exited.output();
            case Subprocess.TimedOut timedOut ->
                throw new IOException(
                        "journalctl did not finish within " + timedOut.timeout().toSeconds() + " s");
            case Subprocess.NotStarted notStarted -> throw new IOException(notStarted.reason());
        };
    }

    @Override
    public String name() {
        return "kernellog";
    }

    @Override
    public Collected collect() throws IOException, InterruptedException {
        if (!Files.isDirectory(root.resolve("run/systemd/system"))) {
            return Collected.of(List.of());
        }
        String output = log.linesAfter(cursor);
        for (String line : (Iterable<String>) output.lines()::iterator) {
            if (line.startsWith(CURSOR_PREFIX)) {
                cursor = Optional.of(line.substring(CURSOR_PREFIX.length()).strip());
            } else {
                KernelLogErrors.deviceOf(line).ifPresent(this::count);
            }
        }
        Families families = new Families();
        if (cursor.isPresent()) {
            errorsByDevice()
                    .forEach((device, count) -> families.counter(
                            "peace_kernel_disk_errors_total",
                            "Kernel log lines since boot that report errors of a disk, a card or its slot.",
                            Sample.labels("device", device),
                            count));
        }
        return Collected.of(families.toList());
    }

    private void count(String device) {
        if (errors.containsKey(device) || errors.size() < MAX_DEVICES) {
            errors.merge(device, 1L, Long::sum);
        }
    }

    /** Includes disks without errors: an increase is not visible on a counter that appears with its first error. */
    private Map<String, Long> errorsByDevice() throws IOException {
        Map<String, Long> counts = new TreeMap<>(errors);
        Path block = sys.resolve("block");
        if (Files.isDirectory(block)) {
            try (Stream<Path> disks = Files.list(block)) {
                disks.map(disk -> disk.getFileName().toString())
                        .filter(name -> name.matches("mmcblk\\d+|sd[a-z]{1,2}|nvme\\d+n\\d+"))
                        .limit(MAX_DEVICES)
                        .forEach(name -> counts.putIfAbsent(name, 0L));
            }
        }
        return counts;
    }
}
