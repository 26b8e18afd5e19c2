// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import peaceofmind.foundation.time.Clock;
import peaceofmind.linux.ClockState;
import peaceofmind.linux.KernelClock;

/**
 * Corrects the times of messages that were queued before the clock was set: a Raspberry Pi has no battery-backed clock, and starts with
 * the time of its last shutdown or with 1970. Within a boot the monotonic clock relates both; what a boot that ended before its clock
 * was set has queued has no known time. Thread-safe.
 */
final class BootClock {

    /** Smaller steps are not worth mentioning. */
    static final Duration MIN_STEP = Duration.ofSeconds(30);

    /** No release of this program is older: an earlier clock has not been set. */
    private static final Instant MIN_PLAUSIBLE_TIME = Instant.parse("2026-01-01T00:00:00Z");

    private final Clock clock;
    private final Optional<String> bootId;
    private final BooleanSupplier isSynchronised;
    private final long startNanos;
    private boolean set;

    /**
     * @param bootId of the kernel; without one, times are neither doubted nor corrected
     * @param isSynchronised whether the kernel considers its clock synchronised now
     */
    BootClock(Clock clock, Optional<String> bootId, BooleanSupplier isSynchronised) {
        this.clock = clock;
        this.bootId = bootId;
        this.isSynchronised = isSynchronised;
        this.startNanos = clock.nanoTime();
    }

    /** Neither doubts nor corrects any time. */
    static BootClock unknown(Clock clock) {
        return new BootClock(clock, Optional.empty(), () -> true);
    }

    /** The machine's own clock. */
    static BootClock ofKernel(Clock clock) {
        Optional<String> boot;
        try {
            boot = Optional.of(new KernelClock(Path.of("/proc")).bootId());
        } catch (IOException unreadable) {
            boot = Optional.empty();
        }
        return new BootClock(clock, boot, BootClock::isKernelSynchronised);
    }

    private static boolean isKernelSynchronised() {
        // systemd-timesyncd's mark of the first synchronisation since boot (systemd-timesyncd.service(8)).
        if (Files.exists(Path.of("/run/systemd/timesync/synchronized"))) {
            return true;
        }
        try {
            return ClockState.read().state() != ClockState.ERROR;
        } catch (IOException unknown) {
            return false;
        }
    }

    /** Whether the clock has been set in this boot, as far as this process has seen: without network, it is no longer synchronised but still right. */
    private synchronized boolean isSet() {
        set = set || (isSynchronised.getAsBoolean() && !clock.now().isBefore(MIN_PLAUSIBLE_TIME));
        return set;
    }

    /** The message, with what is needed to correct its time later. */
    Message stamp(Message message) {
        return bootId.map(id -> message.withTime(message.at(), new ClockStamp(id, offsetMillis(), isSet(), 0, false)))
                .orElse(message);
    }

    private long offsetMillis() {
        return clock.now().toEpochMilli() - monotonicMillis();
    }

    private long monotonicMillis() {
        return Duration.ofNanos(clock.nanoTime()).toMillis();
    }

    private boolean isOfThisBoot(Message message) {
        return message.clock().isPresent()
                && bootId.equals(Optional.of(message.clock().get().bootId()));
    }

    /** The message with its time by the clock as it is set now; itself when that makes no difference. */
    Message correct(Message message) {
        if (!isOfThisBoot(message) || message.clock().orElseThrow().clockSet()) {
            return message;
        }
        ClockStamp stamp = message.clock().orElseThrow();
        long offset = offsetMillis();
        long step = offset - stamp.offsetMillis();
        boolean stepped = Math.abs(step) >= MIN_STEP.toMillis();
        if (!stepped && !isSet()) {
            return message;
        }
        long shift = stepped ? step : 0;
        return message.withTime(
                message.at().plusMillis(shift),
                new ClockStamp(
                        stamp.bootId(),
                        stamp.offsetMillis() + shift,
                        isSet(),
                        stamp.correctionMillis() + shift,
                        false));
    }

    /** How long ago it happened, or at least how long it is known to exist; negative when the clock was set back. */
    Duration age(Message message) {
        if (isOfThisBoot(message)) {
            long happenedAt =
                    message.at().toEpochMilli() - message.clock().orElseThrow().offsetMillis();
            return Duration.ofMillis(monotonicMillis() - happenedAt);
        } else if (isTimeUnknown(message)) {
            return Duration.ofNanos(clock.nanoTime() - startNanos);
        }
        return Duration.between(message.at(), clock.now());
    }

    private boolean isTimeUnknown(Message message) {
        return message.clock().isPresent()
                && !isOfThisBoot(message)
                && (!message.clock().get().clockSet() || !isSet());
    }

    /** The message to send: marked when the boot that queued it ended before its clock was set. */
    Message withUnknownTime(Message message) {
        if (!isTimeUnknown(message) || message.clock().orElseThrow().clockSet()) {
            return message;
        }
        ClockStamp stamp = message.clock().orElseThrow();
        return message.withTime(
                message.at(),
                new ClockStamp(stamp.bootId(), stamp.offsetMillis(), false, stamp.correctionMillis(), true));
    }
}
