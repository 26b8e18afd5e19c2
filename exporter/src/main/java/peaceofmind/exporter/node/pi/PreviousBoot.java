// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.node.pi;

import java.io.IOException;
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
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import peaceofmind.exporter.node.pi.BootEnd.Evidence;
import peaceofmind.exporter.node.pi.BootEnd.Marker;
import peaceofmind.exporter.node.read.Families;
import peaceofmind.exporter.node.read.Roots;
import peaceofmind.foundation.file.DurableFile;
import peaceofmind.foundation.file.StateFile;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.linux.KernelClock;
import peaceofmind.metrics.Family.Sample;
import peaceofmind.metrics.collect.Collector;

/**
 * Determines how the previous boot ended from a marker that the agent writes to its state folder on start and stop, the hardware
 * watchdog's boot status and the kernel's crash logs. Two small writes per boot.
 */
public final class PreviousBoot implements Collector {

    /** WDIOF_CARDRESET of linux/watchdog.h: the watchdog reset the machine. */
    private static final int CARD_RESET = 0x20;

    private static final int MAX_FILE_BYTES = 1_000;
    private static final String BOOT_ID_KEY = "boot_id";
    private static final String MARKER_KEY = "mark";
    private static final String SINCE_KEY = "since";
    private static final String PREVIOUS_END_KEY = "previous_end";

    private final Path file;
    private final String bootId;
    private final Instant since;
    private final Optional<BootEnd> previousEnd;

    private PreviousBoot(Path file, String bootId, Instant since, Optional<BootEnd> previousEnd) {
        this.file = file;
        this.bootId = bootId;
        this.since = since;
        this.previousEnd = previousEnd;
    }

    /**
     * Evaluates the previous boot's marker and marks this boot as running.
     *
     * @param now wall-clock time, to compare with the times of crash logs
     */
    public static PreviousBoot start(Path stateFolder, Roots roots, Instant now) throws IOException {
        return start(stateFolder, roots, now, _ -> {});
    }

    /**
     * Likewise, and reports a marker that cannot be used.
     *
     * @param warn receives why, and where it was moved
     */
    public static PreviousBoot start(Path stateFolder, Roots roots, Instant now, Consumer<String> warn)
            throws IOException {
        StateFile.createFolder(stateFolder, warn);
        Path file = stateFolder.resolve("boot.mark");
        String bootId = new KernelClock(roots.proc()).bootId();
        Map<String, String> saved = read(file, warn);
        boolean sameBoot = bootId.equals(saved.get(BOOT_ID_KEY));
        Instant since = sameBoot ? parseInstant(saved.get(SINCE_KEY)).orElse(now) : now;
        Optional<BootEnd> previousEnd =
                sameBoot ? parseBootEnd(saved.get(PREVIOUS_END_KEY)) : BootEnd.decide(evidence(saved, roots));
        PreviousBoot boot = new PreviousBoot(file, bootId, since, previousEnd);
        boot.write(Marker.RUNNING);
        return boot;
    }

    /**
     * Marks that the agent was stopped.
     *
     * @param systemShutsDown whether the whole system is shutting down; otherwise the end of this boot will be unknown
     */
    public void stop(boolean systemShutsDown) throws IOException {
        write(systemShutsDown ? Marker.SHUT_DOWN : Marker.UNKNOWN);
    }

    /** How the previous boot ended; empty when unknown. */
    Optional<BootEnd> previousEnd() {
        return previousEnd;
    }

    @Override
    public String name() {
        return "previousboot";
    }

    @Override
    public Collected collect() {
        Families families = new Families();
        previousEnd.ifPresent(end -> {
            for (BootEnd candidate : BootEnd.values()) {
                families.gauge(
                        "peace_previous_boot_end",
                        "How the previous boot ended (1 for one cause): clean is an orderly shutdown, power_loss none (a power"
                                + " cut, or a hang ended by switching the device off), watchdog a reset by the hardware watchdog,"
                                + " panic a kernel panic; absent when unknown.",
                        Sample.labels("cause", candidate.name().toLowerCase(Locale.ROOT)),
                        candidate == end ? 1 : 0);
            }
        });
        return Collected.of(families.toList());
    }

    private void write(Marker marker) throws IOException {
        DurableFile.replace(
                file,
                BOOT_ID_KEY + "=" + bootId + "\n" + MARKER_KEY + "=" + marker.name() + "\n" + SINCE_KEY + "=" + since
                        + "\n" + PREVIOUS_END_KEY + "="
                        + previousEnd.map(BootEnd::name).orElse("") + "\n");
    }

    private static Map<String, String> read(Path file, Consumer<String> warn) {
        Map<String, String> saved = new HashMap<>();
        try {
            Optional<String> text = StateFile.read(file, MAX_FILE_BYTES);
            text.orElse("")
                    .lines()
                    .filter(line -> line.indexOf('=') > 0)
                    .forEach(line ->
                            saved.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1)));
            if (text.isPresent() && !saved.containsKey(BOOT_ID_KEY)) {
                throw new IOException("it contains no boot");
            }
        } catch (IOException unusable) {
            warn.accept("cannot read how the previous boot ended: " + ErrorText.of(unusable) + "; the file was "
                    + StateFile.moveAside(file));
        }
        return saved;
    }

    private static Evidence evidence(Map<String, String> saved, Roots roots) throws IOException {
        Marker marker = List.of(Marker.values()).stream()
                .filter(candidate -> candidate.name().equals(saved.get(MARKER_KEY)))
                .findFirst()
                .orElse(Marker.UNKNOWN);
        Optional<Instant> since = parseInstant(saved.get(SINCE_KEY));
        boolean crashed = since.isPresent()
                && (crashedAfter(roots.sys().resolve("fs/pstore"), since.get())
                        || crashedAfter(roots.root().resolve("var/lib/systemd/pstore"), since.get()));
        return new Evidence(marker, wasWatchdogReset(roots.sys().resolve("class/watchdog")), crashed);
    }

    private static boolean wasWatchdogReset(Path watchdogs) throws IOException {
        if (!Files.isDirectory(watchdogs)) {
            return false;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(watchdogs)) {
            for (Path candidate : entries) {
                Path status = candidate.resolve("bootstatus");
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

    /** Crash logs have the time of the crash; systemd moves them into folders. */
    private static boolean crashedAfter(Path store, Instant since) throws IOException {
        if (!Files.isDirectory(store) || !Files.isReadable(store)) {
            return false;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(store)) {
            for (Path candidate : entries) {
                if (Files.getLastModifiedTime(candidate).toInstant().isAfter(since)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static Optional<BootEnd> parseBootEnd(@Nullable String name) {
        return List.of(BootEnd.values()).stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst();
    }

    private static Optional<Instant> parseInstant(@Nullable String text) {
        try {
            return Optional.ofNullable(text).map(Instant::parse);
        } catch (DateTimeParseException malformed) {
            return Optional.empty();
        }
    }
}
