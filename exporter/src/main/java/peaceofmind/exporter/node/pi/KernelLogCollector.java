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
import peaceofmind.metrics.collect.Collector;
import peaceofmind.exporter.node.read.Families;
import peaceofmind.metrics.Family.Sample;
import peaceofmind.linux.Subprocess;

/**
 * Counts what the kernel's log says about disks, as the journal has it since this boot. Costs a process: ask rarely. Where there is no
 * journal, or none that this user may read, there is nothing to tell.
 */
public final class KernelLogCollector implements Collector {

    /** The kernel's lines since the cursor (all of this boot without one), and the new cursor behind {@link #CURSOR}; a test answers itself. */
    public interface KernelLog {
        String after(Optional<String> cursor) throws IOException, InterruptedException;
    }

    static final String CURSOR = "-- cursor: ";

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int MAX_LINES = 2_000;
    /** The kernel's lines have at most a kilobyte: the cursor at the end always fits. */
    private static final int MAX_OUTPUT = MAX_LINES * 1_100;

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

    /** The real journal, within limits. */
    public static String journal(Optional<String> cursor) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "journalctl", "-k", "-b", "-q", "--no-pager", "-o", "cat", "--show-cursor", "-n", "" + MAX_LINES));
        cursor.ifPresent(known -> command.add("--after-cursor=" + known));
        return switch (Subprocess.run(command, LIMIT, MAX_OUTPUT)) {
            case Subprocess.Exited ended -> ended.output();
            case Subprocess.TimedOut late ->
                throw new IOException(
                        "journalctl did not end within " + late.timeout().toSeconds() + " s");
            case Subprocess.NotStarted not -> throw new IOException(not.reason());
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
        String answer = log.after(cursor);
        for (String line : (Iterable<String>) answer.lines()::iterator) {
            if (line.startsWith(CURSOR)) {
                cursor = Optional.of(line.substring(CURSOR.length()).strip());
            } else {
                KernelLogErrors.device(line).ifPresent(this::count);
            }
        }
        Families families = new Families();
        if (cursor.isPresent()) {
            known().forEach((device, count) -> families.counter(
                    "peace_kernel_disk_errors_total",
                    "Lines of the kernel's log since boot that tell of errors of a disk, a card or its slot.",
                    Sample.labels("device", device),
                    count));
        }
        return Collected.of(families.list());
    }

    private void count(String device) {
        if (errors.containsKey(device) || errors.size() < MAX_DEVICES) {
            errors.merge(device, 1L, Long::sum);
        }
    }

    /** Disks without errors too: a counter that appears with its first error would not be seen to rise. */
    private Map<String, Long> known() throws IOException {
        Map<String, Long> all = new TreeMap<>(errors);
        Path block = sys.resolve("block");
        if (Files.isDirectory(block)) {
            try (Stream<Path> disks = Files.list(block)) {
                disks.map(disk -> disk.getFileName().toString())
                        .filter(name -> name.matches("mmcblk\\d+|sd[a-z]{1,2}|nvme\\d+n\\d+"))
                        .limit(MAX_DEVICES)
                        .forEach(name -> all.putIfAbsent(name, 0L));
            }
        }
        return all;
    }
}
