// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import peaceofmind.foundation.file.DurableFile;
import peaceofmind.foundation.file.StateFile;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.foundation.log.Log;
import peaceofmind.foundation.process.Worker;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;
import peaceofmind.linux.KernelClock;
import peaceofmind.recorder.service.SessionStore;

/**
 * The requested session, in a small file that a thread of its own writes every 30 s. Within one boot the time since boot says how much is
 * left; after a reboot the wall clock does, as far as it was set before and is now. What can't be known counts as recorded: a session never
 * lasts longer than requested. All methods are for one thread.
 */
final class SessionFile implements SessionStore, AutoCloseable {

    private static final int MAX_BYTES = 4096;
    private static final Duration SAVE_INTERVAL = Duration.ofSeconds(30);
    private static final Duration TOLERANCE = Duration.ofSeconds(1);

    private final Path file;
    private final KernelClock kernel;
    private final BooleanSupplier clockIsSet;
    private final Clock clock;
    private final Log log;
    private final AtomicReference<Optional<String>> latest = new AtomicReference<>(Optional.empty());
    private final Worker writer;
    private Optional<Saved> saved = Optional.empty();
    private boolean fileMayExist = true;
    private boolean failureReported;

    /** @param at on the monotonic clock, in nanoseconds */
    private record Saved(Duration remaining, long at) {}

    /** @param clockIsSet whether the wall clock has been set since the boot */
    SessionFile(Path file, KernelClock kernel, BooleanSupplier clockIsSet, Clock clock, Log log) {
        this.file = file;
        this.kernel = kernel;
        this.clockIsSet = clockIsSet;
        this.clock = clock;
        this.log = log;
        this.writer = Worker.start("session", failure -> warn(ErrorText.of(failure)));
    }

    @Override
    public Optional<SavedSession> load() {
        try {
            Optional<String> text = StateFile.read(file, MAX_BYTES);
            fileMayExist = text.isPresent();
            return text.isPresent() ? parse(Json.parseObject(text.get())) : Optional.empty();
        } catch (IOException | JsonException | DateTimeParseException unreadable) {
            log.warn("an interrupted recording cannot be continued: " + file + ": " + ErrorText.of(unreadable));
            return Optional.empty();
        }
    }

    private Optional<SavedSession> parse(JsonObject json) throws IOException {
        Duration left = Duration.ofMillis(json.integer("left_ms").orElse(0L));
        Duration length = Duration.ofMillis(json.integer("length_ms").orElse(0L));
        boolean sameBoot = json.text("boot_id").equals(Optional.of(kernel.bootId()));
        Optional<Instant> savedAt =
                json.bool("clock_set").orElse(false) ? json.text("saved_at").map(Instant::parse) : Optional.empty();
        Duration passed = sameBoot
                ? kernel.uptime().minusMillis(json.integer("uptime_ms").orElse(0L))
                : max(
                        SAVE_INTERVAL,
                        savedAt.map(time -> Duration.between(time, clock.now())).orElse(Duration.ZERO));
        Duration remaining = left.minus(passed.isNegative() ? Duration.ZERO : passed);
        boolean valid = remaining.isPositive() && remaining.compareTo(length) <= 0;
        return valid
                ? Optional.of(new SavedSession(
                        remaining, length, sameBoot ? Optional.empty() : savedAt.map(time -> time.plus(left))))
                : Optional.empty();
    }

    private static Duration max(Duration first, Duration second) {
        return first.compareTo(second) >= 0 ? first : second;
    }

    @Override
    public void save(Duration remaining, Duration length) {
        long now = clock.nanoTime();
        boolean asExpected = saved.filter(last -> {
                    Duration age = Duration.ofNanos(now - last.at());
                    Duration difference = remaining.minus(last.remaining().minus(age));
                    return age.compareTo(SAVE_INTERVAL) < 0 && difference.abs().compareTo(TOLERANCE) < 0;
                })
                .isPresent();
        if (asExpected) {
            return;
        }
        saved = Optional.of(new Saved(remaining, now));
        fileMayExist = true;
        try {
            write(Optional.of(Json.object()
                    .put("boot_id", kernel.bootId())
                    .put("uptime_ms", kernel.uptime().toMillis())
                    .put("saved_at", clock.now().toString())
                    .put("clock_set", clockIsSet.getAsBoolean())
                    .put("left_ms", remaining.toMillis())
                    .put("length_ms", length.toMillis())
                    .build()
                    .toPrettyJson()));
        } catch (IOException unreadable) {
            warn(ErrorText.of(unreadable));
        }
    }

    @Override
    public void clear() {
        if (fileMayExist) {
            saved = Optional.empty();
            fileMayExist = false;
            write(Optional.empty());
        }
    }

    /** A writer that hangs on the disk writes the latest state when it continues. */
    private void write(Optional<String> text) {
        latest.set(text);
        writer.submit(this::writeLatest);
    }

    private void writeLatest() throws IOException {
        Optional<String> text = latest.get();
        if (text.isPresent()) {
            DurableFile.replace(file, text.get() + "\n");
        } else {
            Files.deleteIfExists(file);
        }
    }

    /** Once: it is tried again every 30 s. */
    private synchronized void warn(String reason) {
        if (!failureReported) {
            failureReported = true;
            log.warn("after a crash this recording could not be continued: " + file + ": " + reason);
        }
    }

    @Override
    public void close() {
        writer.close();
    }
}
