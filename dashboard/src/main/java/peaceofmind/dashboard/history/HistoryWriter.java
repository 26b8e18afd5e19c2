package peaceofmind.dashboard.history;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/** The thread that writes full blocks: a slow disk makes nobody wait. What the disk refuses is tried again with the next block. */
final class HistoryWriter {

    private final RingStore ringStore;
    private final SeriesIndex seriesIndex;
    private final WriteBuffer writeBuffer;
    private final Runnable warmUp;
    private final Consumer<String> warn;
    private final Semaphore work = new Semaphore(0);
    private final Thread thread;
    private volatile boolean stopping;
    private boolean failing;

    /** @param warmUp is run once, before anything is written */
    HistoryWriter(RingStore ringStore, SeriesIndex seriesIndex, WriteBuffer writeBuffer, Runnable warmUp, Consumer<String> warn) {
        this.ringStore = ringStore;
        this.seriesIndex = seriesIndex;
        this.writeBuffer = writeBuffer;
        this.warmUp = warmUp;
        this.warn = warn;
        thread = Thread.ofVirtual().name("history").start(this::run);
    }

    /** There is a full block. */
    void wake() {
        work.release();
    }

    /** Writes what waits, and ends. */
    void stop(Duration timeout) {
        stopping = true;
        wake();
        try {
            if (!thread.join(timeout)) {
                warn.accept("the history's disk does not answer: its last minutes are given up");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        warmUp.run();
        do {
            work.acquireUninterruptibly();
            work.drainPermits();
            tryWriteAll();
        } while (!stopping);
        tryWriteAll();
    }

    private void tryWriteAll() {
        try {
            writeAll();
            if (failing) {
                warn.accept("the history is written again");
            }
            failing = false;
        } catch (IOException problem) {
            if (!failing) {
                warn.accept("the history can't be written (" + problem.getMessage()
                        + "): an hour of it is kept in memory. Is the disk full or read-only?");
            }
            failing = true;
        }
    }

    private void writeAll() throws IOException {
        seriesIndex.save();
        for (Optional<List<Row>> next = writeBuffer.oldestSealed(); next.isPresent(); next = writeBuffer.oldestSealed()) {
            HistoryBlock block = ringStore.append(next.get());
            writeBuffer.markWritten(next.get());
            ringStore.downsample(block);
        }
    }
}
