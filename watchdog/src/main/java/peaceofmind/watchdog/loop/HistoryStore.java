package peaceofmind.watchdog.loop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import peaceofmind.foundation.file.DurableFile;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;
import peaceofmind.watchdog.policy.History;
import peaceofmind.watchdog.policy.HistoryJson;

/** Keeps the history, and the time the device has been powered on, on the disk. A disk that hangs costs at most {@link #LIMIT}. */
public final class HistoryStore {

    /** For one saving: the loop waits that long at most, and goes on feeding after it. */
    static final Duration SAVE_TIMEOUT = Duration.ofSeconds(3);

    private final Path file;
    private final DiskWriter diskWriter;

    /** Its end, however it ends, is the end of the hanging. */
    private Optional<FutureTask<Void>> pendingSave = Optional.empty();

    /** Puts a text into a file, durably. */
    interface DiskWriter {
        void write(Path file, String text) throws IOException;
    }

    /** The file is made at the first saving. */
    public HistoryStore(Path file) {
        this(file, (target, text) -> {
            Files.createDirectories(
                    Objects.requireNonNull(target.toAbsolutePath().getParent()));
            DurableFile.replace(target, text);
        });
    }

    /** @param diskWriter so that tests can stand in for it */
    HistoryStore(Path file, DiskWriter diskWriter) {
        this.file = file;
        this.diskWriter = diskWriter;
    }

    /**
     * What was found on the disk.
     *
     * @param poweredOn in which {@code uptime} of the boot {@code bootId} is the last part
     * @param problem why the history is gone; empty when it was read, or when there never was one
     */
    public record Loaded(
            History history, Duration poweredOn, Duration uptime, String bootId, Optional<String> problem) {}

    /**
     * Reads the history.
     *
     * @param isNewInstallation nothing else shows that the watchdog ever ran here: a missing history is no loss then
     */
    public Loaded load(String bootId, Duration uptime, boolean isNewInstallation) {
        try {
            if (Files.exists(file)) {
                JsonObject json = Json.parseObject(Files.readString(file));
                return new Loaded(
                        HistoryJson.read(json.object("history").orElseThrow(() -> new JsonException("no \"history\""))),
                        millis(json, "powered_on_ms"),
                        millis(json, "uptime_ms"),
                        json.text("boot_id").orElseThrow(() -> new JsonException("no \"boot_id\"")),
                        Optional.empty());
            }
        } catch (IOException | JsonException unreadable) {
            return lostHistory(bootId, uptime, file + " cannot be used (" + unreadable.getMessage() + ")" + moveAside());
        }
        if (isNewInstallation) {
            return new Loaded(History.initial(bootId), uptime, uptime, bootId, Optional.empty());
        }
        return lostHistory(bootId, uptime, file + " is gone");
    }

    private static Loaded lostHistory(String bootId, Duration uptime, String reason) {
        return new Loaded(History.lost(bootId, uptime), uptime, uptime, bootId, Optional.of(reason));
    }

    private String moveAside() {
        try {
            return "; kept as " + DurableFile.moveAside(file).getFileName();
        } catch (IOException moveFailure) {
            return "; and it cannot be moved aside: " + moveFailure.getMessage();
        }
    }

    private static Duration millis(JsonObject json, String name) throws JsonException {
        return Duration.ofMillis(json.integer(name)
                .filter(value -> value >= 0)
                .orElseThrow(() -> new JsonException("no \"" + name + "\"")));
    }

    /**
     * Saves the history; it is on the disk when this returns. For one thread.
     *
     * @throws IOException when it is not, or not in time
     */
    public void save(History history, Duration poweredOn, Duration uptime) throws IOException, InterruptedException {
        if (pendingSave.isPresent() && !pendingSave.get().isDone()) {
            throw new IOException("the disk of " + file + " still hangs");
        }
        String text = Json.object()
                        .put("powered_on_ms", poweredOn.toMillis())
                        .put("uptime_ms", uptime.toMillis())
                        .put("boot_id", history.bootId())
                        .put("history", HistoryJson.write(history))
                        .build()
                        .toPrettyJson()
                + "\n";
        FutureTask<Void> save = new FutureTask<>(() -> {
            diskWriter.write(file, text);
            return null;
        });
        pendingSave = Optional.of(save);
        Thread.ofPlatform().daemon().name("history").start(save);
        try {
            save.get(SAVE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException timedOut) {
            throw new IOException("the disk of " + file + " gave no answer within " + SAVE_TIMEOUT.toSeconds() + " s", timedOut);
        } catch (ExecutionException failure) {
            throw new IOException("cannot save " + file + ": " + failure.getCause(), failure);
        }
    }
}
