package peaceofmind.exporter.node.pi;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import peaceofmind.metrics.collect.Collector;
import peaceofmind.exporter.node.pi.BootEnd.Evidence;
import peaceofmind.exporter.node.pi.BootEnd.Mark;
import peaceofmind.exporter.node.read.Families;
import peaceofmind.exporter.node.read.Roots;
import peaceofmind.foundation.file.DurableFile;
import peaceofmind.metrics.Family.Sample;
import peaceofmind.linux.KernelClock;

/**
 * Remembers in the agent's state folder how boots end: a mark at the agent's start, another at its end. Found at the next boot, with
 * what the hardware watchdog and the kernel's crash store say, it tells how the one before ended. Two small writes a boot.
 */
public final class PreviousBoot implements Collector {

    /** WDIOF_CARDRESET of linux/watchdog.h: the last boot was ended by the watchdog. */
    private static final int CARD_RESET = 0x20;

    private static final int MAX_MARK_BYTES = 1_000;
    private static final String BOOT = "boot_id";
    private static final String MARK = "mark";
    private static final String SINCE = "since";
    private static final String PREVIOUS = "previous_end";

    private final Path file;
    private final String bootId;
    private final Instant since;
    private final Optional<BootEnd> previous;

    private PreviousBoot(Path file, String bootId, Instant since, Optional<BootEnd> previous) {
        this.file = file;
        this.bootId = bootId;
        this.since = since;
        this.previous = previous;
    }

    /**
     * Reads the mark of the boot before, decides, and marks this one as running.
     *
     * @param now wall-clock time, for comparing with the times of the kernel's crash files
     */
    public static PreviousBoot begin(Path stateFolder, Roots roots, Instant now) throws IOException {
        Files.createDirectories(stateFolder);
        Path file = stateFolder.resolve("boot.mark");
        String bootId = new KernelClock(roots.proc()).bootId();
        Map<String, String> marked = read(file);
        boolean sameBoot = bootId.equals(marked.get(BOOT));
        Instant since = sameBoot ? instant(marked.get(SINCE)).orElse(now) : now;
        Optional<BootEnd> previous = sameBoot ? bootEnd(marked.get(PREVIOUS)) : BootEnd.decide(evidence(marked, roots));
        PreviousBoot boot = new PreviousBoot(file, bootId, since, previous);
        boot.write(Mark.RUNNING);
        return boot;
    }

    /**
     * Marks the agent's orderly end.
     *
     * @param systemEnds whether the whole system goes down; otherwise nothing will be known about this boot's end
     */
    public void end(boolean systemEnds) throws IOException {
        write(systemEnds ? Mark.SHUT_DOWN : Mark.UNKNOWN);
    }

    /** How the boot before this one ended; empty when that is not known. */
    Optional<BootEnd> previous() {
        return previous;
    }

    @Override
    public String name() {
        return "previousboot";
    }

    @Override
    public Collected collect() {
        Families families = new Families();
        previous.ifPresent(end -> {
            for (BootEnd one : BootEnd.values()) {
                families.gauge(
                        "peace_previous_boot_end",
                        "How the boot before this one ended (1 for one of them): clean is a shutdown in order, power_loss an end"
                                + " without any (a power cut, or a hang ended by hand), watchdog the hardware watchdog, panic the"
                                + " kernel; absent when not known.",
                        Sample.labels("cause", one.name().toLowerCase(Locale.ROOT)),
                        one == end ? 1 : 0);
            }
        });
        return Collected.of(families.list());
    }

    private void write(Mark mark) throws IOException {
        DurableFile.replace(
                file,
                BOOT + "=" + bootId + "\n" + MARK + "=" + mark.name() + "\n" + SINCE + "=" + since + "\n" + PREVIOUS
                        + "=" + previous.map(BootEnd::name).orElse("") + "\n");
    }

    private static Map<String, String> read(Path file) throws IOException {
        Map<String, String> marked = new HashMap<>();
        if (Files.isRegularFile(file) && Files.size(file) <= MAX_MARK_BYTES) {
            byte[] content = Files.readAllBytes(file);
            new String(content, StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.indexOf('=') > 0)
                    .forEach(line ->
                            marked.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1)));
        }
        return marked;
    }

    private static Evidence evidence(Map<String, String> marked, Roots roots) throws IOException {
        Mark mark = List.of(Mark.values()).stream()
                .filter(one -> one.name().equals(marked.get(MARK)))
                .findFirst()
                .orElse(Mark.UNKNOWN);
        Optional<Instant> since = instant(marked.get(SINCE));
        boolean crashed = since.isPresent()
                && (crashedAfter(roots.sys().resolve("fs/pstore"), since.get())
                        || crashedAfter(roots.root().resolve("var/lib/systemd/pstore"), since.get()));
        return new Evidence(mark, watchdogReset(roots.sys().resolve("class/watchdog")), crashed);
    }

    private static boolean watchdogReset(Path watchdogs) throws IOException {
        if (!Files.isDirectory(watchdogs)) {
            return false;
        }
        try (DirectoryStream<Path> all = Files.newDirectoryStream(watchdogs)) {
            for (Path one : all) {
                Path status = one.resolve("bootstatus");
                if (Files.isReadable(status)) {
                    String bits = Files.readString(status).strip();
                    if (bits.matches("\\d{1,9}") && (Integer.parseInt(bits) & CARD_RESET) != 0) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** The kernel's last words, in files whose time is that of the crash; systemd moves them into folders. */
    private static boolean crashedAfter(Path store, Instant since) throws IOException {
        if (!Files.isDirectory(store) || !Files.isReadable(store)) {
            return false;
        }
        try (DirectoryStream<Path> all = Files.newDirectoryStream(store)) {
            for (Path one : all) {
                if (Files.getLastModifiedTime(one).toInstant().isAfter(since)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static Optional<BootEnd> bootEnd(@Nullable String name) {
        return List.of(BootEnd.values()).stream()
                .filter(one -> one.name().equals(name))
                .findFirst();
    }

    private static Optional<Instant> instant(@Nullable String text) {
        try {
            return Optional.ofNullable(text).map(Instant::parse);
        } catch (DateTimeParseException damaged) {
            return Optional.empty();
        }
    }
}
