// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.loop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import peaceofmind.contract.event.Event;
import peaceofmind.foundation.file.DurableFile;
import peaceofmind.foundation.file.StateFile;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.foundation.time.Bounded;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;
import peaceofmind.watchdog.policy.History;
import peaceofmind.watchdog.policy.HistoryJson;

/** Stores the history, and the time the device has been powered on. A disk that hangs delays the caller by {@link #SAVE_TIMEOUT}. */
public final class HistoryStore {

    /** The loop waits no longer, and so does not miss its keep-alives to systemd. */
    static final Duration SAVE_TIMEOUT = Duration.ofSeconds(3);

    /** Of some kilobytes in normal operation. */
    private static final int MAX_BYTES = 1024 * 1024;

    /** No device has been powered on for longer. */
    private static final long MAX_MILLIS = Duration.ofDays(100 * 365L).toMillis();

    private final Path file;
    private final DiskWriter diskWriter;
    private final Bounded disk;

    /** Writes a text to a file, durably. */
    interface DiskWriter {
        void write(Path file, String text) throws IOException;
    }

    /** The first save creates the file. */
    public HistoryStore(Path file) {
        this(file, (target, text) -> {
            Files.createDirectories(
                    Objects.requireNonNull(target.toAbsolutePath().getParent()));
            DurableFile.replace(target, text);
        });
    }

    /** @param diskWriter tests replace it */
    HistoryStore(Path file, DiskWriter diskWriter) {
        this.file = file;
        this.diskWriter = diskWriter;
        this.disk = new Bounded("saving " + file, SAVE_TIMEOUT);
    }

    /**
     * The history as loaded.
     *
     * @param poweredOn total over all boots, including {@code uptime} of the boot {@code bootId}
     * @param problem why the history is lost; empty if it was read, or if there never was one
     * @param correction what was wrong with a history that could be read all the same
     */
    public record Loaded(
            History history,
            Duration poweredOn,
            Duration uptime,
            String bootId,
            Optional<String> problem,
            Optional<String> correction) {

        Loaded(History history, Duration poweredOn, Duration uptime, String bootId, Optional<String> problem) {
            this(history, poweredOn, uptime, bootId, problem, Optional.empty());
        }

        /** With the incidents as the journal shows them. */
        Loaded withIncidentsOf(Collection<Event> journal) {
            return new Loaded(
                    history.withIncidentsOf(journal, poweredOn), poweredOn, uptime, bootId, problem, correction);
        }
    }

    /**
     * Reads the history.
     *
     * @param isNewInstallation there is no trace of an earlier run: a missing history is not a loss then
     */
    public Loaded load(String bootId, Duration uptime, boolean isNewInstallation) {
        try {
            Optional<String> text = StateFile.read(file, MAX_BYTES);
            if (text.isPresent()) {
                return parse(text.get());
            }
        } catch (IOException | JsonException | RuntimeException unreadable) {
            return lostHistory(
                    bootId, uptime, file + " cannot be read (" + ErrorText.of(unreadable) + ")" + moveAside());
        }
        if (isNewInstallation) {
            return new Loaded(History.initial(bootId), uptime, uptime, bootId, Optional.empty());
        }
        return lostHistory(bootId, uptime, file + " is missing");
    }

    private Loaded parse(String text) throws JsonException {
        JsonObject json = Json.parseObject(text);
        Duration uptime = millis(json, "uptime_ms");
        Duration savedPoweredOn = millis(json, "powered_on_ms");
        // No boot is longer than all boots together.
        Duration poweredOn = savedPoweredOn.compareTo(uptime) < 0 ? uptime : savedPoweredOn;
        HistoryCorrection.Corrected history = HistoryCorrection.correct(
                json.object("history").orElseThrow(() -> new JsonException("no \"history\"")), poweredOn);
        int corrected = history.corrected() + (poweredOn.equals(savedPoweredOn) ? 0 : 1);
        return new Loaded(
                HistoryJson.read(history.history()),
                poweredOn,
                uptime,
                json.text("boot_id").orElseThrow(() -> new JsonException("no \"boot_id\"")),
                Optional.empty(),
                corrected == 0
                        ? Optional.empty()
                        : Optional.of(corrected + " time(s) in " + file + " were in the future, and are corrected"));
    }

    private static Loaded lostHistory(String bootId, Duration uptime, String reason) {
        return new Loaded(History.lost(bootId, uptime), uptime, uptime, bootId, Optional.of(reason));
    }

    private String moveAside() {
        try {
            return "; moved to " + DurableFile.moveAside(file).getFileName();
        } catch (IOException moveFailure) {
            return "; and it cannot be moved aside: " + ErrorText.of(moveFailure);
        }
    }

    private static Duration millis(JsonObject json, String name) throws JsonException {
        return Duration.ofMillis(json.integer(name)
                .filter(value -> value >= 0 && value <= MAX_MILLIS)
                .orElseThrow(() -> new JsonException("\"" + name + "\" is missing or no time")));
    }

    /**
     * Saves the history durably. Not thread-safe.
     *
     * @throws IOException if it failed or timed out
     */
    public void save(History history, Duration poweredOn, Duration uptime) throws IOException, InterruptedException {
        String text = Json.object()
                        .put("powered_on_ms", poweredOn.toMillis())
                        .put("uptime_ms", uptime.toMillis())
                        .put("boot_id", history.bootId())
                        .put("history", HistoryJson.write(history))
                        .build()
                        .toPrettyJson()
                + "\n";
        Bounded.Result<Boolean> result = disk.call(() -> {
            diskWriter.write(file, text);
            return true;
        });
        switch (result) {
            case Bounded.Done<Boolean> _ -> {}
            case Bounded.Failed<Boolean>(Throwable cause) ->
                throw new IOException("cannot save " + file + ": " + ErrorText.of(cause), cause);
            case Bounded.Late<Boolean> late -> throw new IOException("the disk hangs: " + late.reason());
        }
    }
}
