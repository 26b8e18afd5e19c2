package peaceofmind.recorder;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import peaceofmind.foundation.log.Log;
import peaceofmind.foundation.time.Clock;
import peaceofmind.recorder.service.DiskWatch;
import peaceofmind.recorder.storage.DiskGate;
import peaceofmind.recorder.storage.DiskLevel;

/**
 * Looks at the free space in a thread of its own, since a disk may hang; the main loop takes what was last seen. A disk whose free
 * space is not known is none to begin a recording on; one that runs is not ended for it.
 */
final class DiskRoom implements DiskWatch, AutoCloseable {

    private static final Duration PERIOD = Duration.ofSeconds(2);

    /** What was seen counts for so long. */
    private static final Duration LASTS = Duration.ofSeconds(30);

    private static final Duration FIRST_LOOK_LIMIT = Duration.ofSeconds(2);

    private final DiskGate gate;
    private final Clock clock;
    private final Log log;
    private final Thread thread;
    private final CountDownLatch firstLook = new CountDownLatch(1);
    private volatile Optional<Seen> seen = Optional.empty();
    private DiskLevel told = DiskLevel.OK;

    /** @param at monotonic */
    private record Seen(DiskLevel level, long at) {}

    /** Waits for the first look, 2 s at most: a start is no error because it takes some milliseconds. */
    DiskRoom(DiskGate gate, Clock clock, Log log) {
        this.clock = clock;
        this.gate = gate;
        this.log = log;
        this.thread = Thread.ofPlatform().daemon().name("disk-room").start(this::run);
        try {
            boolean looked = firstLook.await(FIRST_LOOK_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            if (!looked) {
                log.warn("the disk did not tell its free space within " + FIRST_LOOK_LIMIT.toSeconds() + " s");
            }
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Optional<String> refusal() {
        Optional<Seen> last = seen;
        if (last.isEmpty()) {
            return Optional.of("the free space on the disk is not known yet: " + gate.describe());
        } else if (clock.nanoTime() - last.get().at() > LASTS.toNanos()) {
            return Optional.of("the disk has not told its free space for more than " + LASTS.toSeconds()
                    + " s; the last look: " + gate.describe());
        }
        DiskLevel level = last.get().level();
        return level == DiskLevel.REFUSE || level == DiskLevel.STOP
                ? Optional.of("too little room on the disk: " + gate.describe())
                : Optional.empty();
    }

    @Override
    public Optional<String> emergency() {
        return seen.filter(last -> last.level() == DiskLevel.STOP)
                .map(_ -> "the disk is nearly full, the recording ends: " + gate.describe());
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                try {
                    look();
                } catch (RuntimeException defect) {
                    tell(DiskLevel.UNKNOWN, "defect in the recorder: " + defect);
                }
                firstLook.countDown();
                clock.sleep(PERIOD);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        DiskLevel level = gate.level();
        if (level != DiskLevel.UNKNOWN) {
            seen = Optional.of(new Seen(level, clock.nanoTime()));
        }
        tell(level, gate.describe());
    }

    /** Said at each change, not at each look. */
    private void tell(DiskLevel level, String words) {
        if (level == told) {
            return;
        } else if (level == DiskLevel.OK) {
            log.info("there is room on the disk again: " + words);
        } else {
            log.warn("disk " + level.name().toLowerCase(Locale.ROOT) + ": " + words);
        }
        told = level;
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
