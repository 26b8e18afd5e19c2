package peaceofmind.recorder.capture;

import java.time.Duration;

/** How long a recording has not grown, and how long the disk has not taken what it grew by. Not thread-safe: its watcher's. */
final class Progress {

    private final Duration limit;
    private long size;
    private long durable;
    private int growths;
    private Duration still = Duration.ZERO;
    private Duration waiting = Duration.ZERO;

    Progress(Duration limit) {
        this.limit = limit;
    }

    /**
     * Counts one look.
     *
     * @param passed time since the last one
     * @param answered whether the disk told the size; when not, what is given is of an earlier look
     * @param newSize in bytes
     * @param newDurable so many bytes of it are on the disk
     */
    void looked(Duration passed, boolean answered, long newSize, long newDurable) {
        growths += newSize > size && growths < 2 ? 1 : 0;
        still = newSize > size ? Duration.ZERO : still.plus(passed);
        boolean idle = newDurable > durable || newDurable >= newSize;
        waiting = answered && idle ? Duration.ZERO : waiting.plus(passed);
        size = newSize;
        durable = newDurable;
    }

    /** Whether something followed what came first. */
    boolean hasBegun() {
        return growths > 1;
    }

    boolean isStill() {
        return still.compareTo(limit) >= 0;
    }

    boolean isDiskHanging() {
        return waiting.compareTo(limit) >= 0;
    }
}
