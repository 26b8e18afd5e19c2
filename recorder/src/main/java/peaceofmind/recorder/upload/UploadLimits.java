// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload;

import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import peaceofmind.foundation.time.Clock;

/** When uploads wait, and how fast all of them together may be. Thread-safe. */
public final class UploadLimits {

    /** A limit below one read of a file would make each of them wait for long. */
    private static final Duration MAX_WAIT = Duration.ofSeconds(30);

    private static final double NANOS_PER_SECOND = 1e9;

    /** No limits. */
    public static final UploadLimits NONE = new UploadLimits(
            new Config(0, Optional.empty(), false), Clock.system(), ZoneId.systemDefault(), () -> true);

    private final Config config;
    private final Clock clock;
    private final ZoneId zone;
    private final BooleanSupplier idle;
    private long paidUntilNanos;

    /**
     * The configured limits.
     *
     * @param maxBytesPerSecond of all uploads together; 0: no limit
     * @param quietHours in which nothing is uploaded
     * @param pauseWhileRecording whether uploads wait for the end of a recording
     */
    public record Config(long maxBytesPerSecond, Optional<QuietHours> quietHours, boolean pauseWhileRecording) {

        /** No limits. */
        public static final Config NONE = new Config(0, Optional.empty(), false);
    }

    /**
     * A part of each day, in the device's time zone.
     *
     * @param to can be earlier than {@code from}: the next day
     */
    public record QuietHours(LocalTime from, LocalTime to) {

        /** Empty for what is no period such as {@code 18:00-22:30}. */
        public static Optional<QuietHours> parse(String text) {
            if (!text.matches("([01]\\d|2[0-3]):[0-5]\\d-([01]\\d|2[0-3]):[0-5]\\d")) {
                return Optional.empty();
            }
            QuietHours hours =
                    new QuietHours(LocalTime.parse(text.substring(0, 5)), LocalTime.parse(text.substring(6)));
            return hours.from().equals(hours.to()) ? Optional.empty() : Optional.of(hours);
        }

        boolean contains(LocalTime time) {
            boolean afterStart = !time.isBefore(from);
            boolean beforeEnd = time.isBefore(to);
            return from.isBefore(to) ? afterStart && beforeEnd : afterStart || beforeEnd;
        }
    }

    /**
     * @param zone of the quiet hours
     * @param idle whether nothing is being recorded
     */
    public UploadLimits(Config config, Clock clock, ZoneId zone, BooleanSupplier idle) {
        this.config = config;
        this.clock = clock;
        this.zone = zone;
        this.idle = idle;
        this.paidUntilNanos = clock.nanoTime();
    }

    /** Why uploads wait now; empty when they don't. */
    public Optional<String> pauseReason() {
        Optional<QuietHours> quiet = config.quietHours()
                .filter(hours -> hours.contains(clock.now().atZone(zone).toLocalTime()));
        if (quiet.isPresent()) {
            return Optional.of("quiet hours until " + quiet.get().to());
        }
        return config.pauseWhileRecording() && !idle.getAsBoolean()
                ? Optional.of("a recording is running")
                : Optional.empty();
    }

    long maxBytesPerSecond() {
        return config.maxBytesPerSecond();
    }

    /** Waits until that many bytes more are within the limit. */
    void pace(long bytes) throws InterruptedException {
        if (config.maxBytesPerSecond() > 0) {
            long wait = reserve(bytes);
            if (wait > 0) {
                clock.sleep(Duration.ofNanos(Math.min(wait, MAX_WAIT.toNanos())));
            }
        }
    }

    private synchronized long reserve(long bytes) {
        long now = clock.nanoTime();
        // An unused limit is not saved up, or else a burst would follow each pause.
        long start = paidUntilNanos - now > 0 ? paidUntilNanos : now;
        paidUntilNanos = start + (long) (bytes / (double) config.maxBytesPerSecond() * NANOS_PER_SECOND);
        return start - now;
    }
}
