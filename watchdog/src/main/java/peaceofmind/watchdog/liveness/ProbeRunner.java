// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.liveness;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.foundation.time.Clock;

/**
 * Runs one probe again and again, in a thread that exists from the start: it needs no further one when the machine has none to spare. A
 * probe that hangs in the kernel (on a disk, a name server) costs this thread alone; its result is unknown until it returns.
 */
final class ProbeRunner implements AutoCloseable {

    /** The maximum time from a new start of the program to the next probe. */
    private static final Duration MAX_SLEEP = Duration.ofSeconds(1);

    /** For what a probe does besides waiting. A thread that has no processor for longer says nothing about the program either. */
    private static final Duration OVERRUN = Duration.ofSeconds(2);

    private static final int MAX_RECENT = 20;

    /** Made at the start, which loads the classes that it takes: a machine without a free file can load none later. */
    private static final String SHORTAGE =
            new ProbeResult.Inconclusive(ErrorText.of(new IOException("it is short of files or memory"))).reason();

    private final String label;
    private final Probe probe;
    private final Duration interval;
    private final Duration timeout;
    private final Clock clock;
    private final Thread thread;
    private final Deque<String> recent = new ArrayDeque<>();
    private volatile ProbeResults results;
    private volatile OptionalLong runningSince = OptionalLong.empty();
    private final AtomicLong epoch = new AtomicLong();
    private volatile boolean paused;

    private ProbeRunner(String label, Probe probe, Duration interval, Duration timeout, Clock clock) {
        this.label = label;
        this.probe = probe;
        this.interval = interval;
        this.timeout = timeout;
        this.clock = clock;
        this.results = ProbeResults.none(0, clock.nanoTime());
        this.thread = Thread.ofPlatform().daemon().name("probe-" + label).unstarted(this::run);
    }

    static ProbeRunner start(String label, Probe probe, Duration interval, Duration timeout, Clock clock) {
        ProbeRunner runner = new ProbeRunner(label, probe, interval, timeout, clock);
        runner.thread.start();
        return runner;
    }

    String label() {
        return label;
    }

    /** From now on only probes count that start later, and compare with what is later. */
    void reset() {
        epoch.incrementAndGet();
    }

    /** Whether to probe at all: not while the program is being restarted. */
    void setPaused(boolean value) {
        paused = value;
    }

    /** The results since the last reset. */
    ProbeResults results() {
        ProbeResults current = results;
        long now = clock.nanoTime();
        ProbeResults valid = current.epoch() == epoch.get() ? current : ProbeResults.none(epoch.get(), now);
        OptionalLong since = runningSince;
        if (since.isPresent() && now - since.getAsLong() > timeout.plus(OVERRUN).toNanos()) {
            ProbeResult hangs = new ProbeResult.Inconclusive(
                    label + " cannot be probed: it has not finished in its time, and cannot be ended");
            return valid.with(hangs, since.getAsLong());
        }
        return valid;
    }

    /** The last results, oldest first, each with the time of the first of several equal ones; of earlier runs, too. */
    List<String> recent() {
        synchronized (recent) {
            return new ArrayList<>(recent);
        }
    }

    private void run() {
        long probedEpoch = -1;
        String lastText = "";
        try {
            while (!Thread.currentThread().isInterrupted()) {
                long started = clock.nanoTime();
                if (!paused) {
                    long current = epoch.get();
                    if (current != probedEpoch) {
                        probe.reset();
                        probedEpoch = current;
                    }
                    lastText = record(probeOnce(started), started, current, lastText);
                }
                sleepAfter(started, probedEpoch);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private String record(ProbeResult result, long started, long current, String lastText) {
        ProbeResults before = results;
        results = (before.epoch() == current ? before : ProbeResults.none(current, started)).with(result, started);
        String text = describe(result);
        if (!text.equals(lastText)) {
            Instant now = clock.now();
            synchronized (recent) {
                recent.addLast(now + " " + text);
                if (recent.size() > MAX_RECENT) {
                    recent.removeFirst();
                }
            }
        }
        return text;
    }

    private static String describe(ProbeResult result) {
        return switch (result) {
            case ProbeResult.Alive _ -> "alive";
            case ProbeResult.Silent silent -> silent.reason();
            case ProbeResult.Inconclusive unknown -> "unknown: " + unknown.reason();
        };
    }

    // Whatever is thrown is a result: probing continues.
    @SuppressWarnings("CatchThrowable")
    private ProbeResult probeOnce(long started) throws InterruptedException {
        runningSince = OptionalLong.of(started);
        try {
            return probe.run();
        } catch (InterruptedException closed) {
            throw closed;
        } catch (Throwable ofThisMachine) {
            return new ProbeResult.Inconclusive(
                    label + " cannot be probed from this machine: " + reason(ofThisMachine));
        } finally {
            runningSince = OptionalLong.empty();
        }
    }

    // Whatever is thrown: the text is less important than the thread.
    @SuppressWarnings("CatchThrowable")
    private static String reason(Throwable failure) {
        try {
            return ErrorText.of(failure);
        } catch (Throwable another) {
            return SHORTAGE;
        }
    }

    private void sleepAfter(long started, long probedEpoch) throws InterruptedException {
        do {
            long left = interval.toNanos() - (clock.nanoTime() - started);
            clock.sleep(Duration.ofNanos(Math.clamp(left, 1_000_000, MAX_SLEEP.toNanos())));
        } while (clock.nanoTime() - started < interval.toNanos() && epoch.get() == probedEpoch && !paused);
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
