// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard.history;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import peaceofmind.foundation.log.ErrorText;

/** Writes full blocks in a thread of its own, so that a slow disk delays nobody. A failed write is retried with the next block. */
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

    /** @param warmUp runs once, before anything is written */
    HistoryWriter(
            RingStore ringStore,
            SeriesIndex seriesIndex,
            WriteBuffer writeBuffer,
            Runnable warmUp,
            Consumer<String> warn) {
        this.ringStore = ringStore;
        this.seriesIndex = seriesIndex;
        this.writeBuffer = writeBuffer;
        this.warmUp = warmUp;
        this.warn = warn;
        thread = Thread.ofVirtual().name("history").start(this::run);
    }

    /** Signals that there is a full block. */
    void wake() {
        work.release();
    }

    /** Writes what is pending and stops. */
    void stop(Duration timeout) {
        stopping = true;
        wake();
        try {
            if (!thread.join(timeout)) {
                warn.accept("history: the disk does not respond, the last minutes are lost");
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
                warn.accept("history: writing to disk again");
            }
            failing = false;
        } catch (IOException problem) {
            if (!failing) {
                warn.accept("history: cannot write to disk, keeping the last hour in memory: " + ErrorText.of(problem)
                        + ". Is the disk full or read-only?");
            }
            failing = true;
        }
    }

    private void writeAll() throws IOException {
        seriesIndex.save();
        for (Optional<List<Row>> next = writeBuffer.oldestSealed();
                next.isPresent();
                next = writeBuffer.oldestSealed()) {
            HistoryBlock block = ringStore.append(next.get());
            writeBuffer.markWritten(next.get());
            ringStore.downsample(block);
        }
    }
}
