package peaceofmind.recorder;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import peaceofmind.foundation.log.Log;
import peaceofmind.foundation.time.Clock;
import peaceofmind.recorder.service.DiskWatch;
import peaceofmind.recorder.storage.DiskGate;
import peaceofmind.recorder.storage.DiskLevel;

/** Looks at the free space in a thread of its own, since a disk may hang; the main loop takes what was last seen. */
final class DiskRoom implements DiskWatch, AutoCloseable {

    private static final Duration PERIOD = Duration.ofSeconds(2);

    private final DiskGate gate;
    private final Clock clock;
    private final Log log;
    private final Thread thread;
    private volatile DiskLevel level = DiskLevel.UNKNOWN;

    DiskRoom(DiskGate gate, Clock clock, Log log) {
        this.clock = clock;
        this.gate = gate;
        this.log = log;
        this.thread = Thread.ofPlatform().daemon().name("disk-room").start(this::run);
    }

    @Override
    public Optional<String> refusal() {
        DiskLevel now = level;
        return now == DiskLevel.REFUSE || now == DiskLevel.STOP
                ? Optional.of("too little room on the disk: " + gate.describe())
                : Optional.empty();
    }

    @Override
    public Optional<String> emergency() {
        return level == DiskLevel.STOP
                ? Optional.of("the disk is nearly full, the recording ends: " + gate.describe())
                : Optional.empty();
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                DiskLevel next = gate.level();
                if (next != level) {
                    if (next != DiskLevel.OK) {
                        log.warn("disk " + next.name().toLowerCase(Locale.ROOT) + ": " + gate.describe());
                    } else if (level != DiskLevel.UNKNOWN) {
                        log.info("there is room on the disk again: " + gate.describe());
                    }
                    level = next;
                }
                clock.sleep(PERIOD);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
