package peaceofmind.dashboard.history;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/** The thread that writes full blocks: a slow disk makes nobody wait. What the disk refuses is tried again with the next block. */
final class Writer {

    private final Rings rings;
    private final SeriesNames names;
    private final Waiting waiting;
    private final Runnable before;
    private final Consumer<String> say;
    private final Semaphore work = new Semaphore(0);
    private final Thread thread;
    private volatile boolean ending;
    private boolean refused;

    /** @param before is run once, before anything is written */
    Writer(Rings rings, SeriesNames names, Waiting waiting, Runnable before, Consumer<String> say) {
        this.rings = rings;
        this.names = names;
        this.waiting = waiting;
        this.before = before;
        this.say = say;
        thread = Thread.ofVirtual().name("history").start(this::run);
    }

    /** There is a full block. */
    void wake() {
        work.release();
    }

    /** Writes what waits, and ends. */
    void end(Duration limit) {
        ending = true;
        wake();
        try {
            if (!thread.join(limit)) {
                say.accept("the history's disk does not answer: its last minutes are given up");
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        before.run();
        do {
            work.acquireUninterruptibly();
            work.drainPermits();
            tryAll();
        } while (!ending);
        tryAll();
    }

    private void tryAll() {
        try {
            writeAll();
            if (refused) {
                say.accept("the history is written again");
            }
            refused = false;
        } catch (IOException problem) {
            if (!refused) {
                say.accept("the history can't be written (" + problem.getMessage()
                        + "): an hour of it is kept in memory. Is the disk full or read-only?");
            }
            refused = true;
        }
    }

    private void writeAll() throws IOException {
        names.save();
        for (Optional<List<Row>> next = waiting.oldest(); next.isPresent(); next = waiting.oldest()) {
            Block block = rings.append(next.get());
            waiting.written(next.get());
            rings.consume(block);
        }
    }
}
