// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.metrics;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.foundation.time.Clock;
import peaceofmind.shipping.http.Backoff;
import peaceofmind.shipping.http.OutageReporter;
import peaceofmind.shipping.metrics.RemoteWriteClient.SendResult;
import peaceofmind.shipping.metrics.spool.Backlog;
import peaceofmind.shipping.metrics.spool.SpoolBlock;
import peaceofmind.shipping.metrics.wire.SeriesSample;

/**
 * Sends a destination's backlog to its remote-write endpoint, oldest first, one request at a time, paced to leave CPU and uplink for
 * uploads. {@link #sendNext} runs in one thread and {@link #spillIfStalled} in another, to spill even while a request hangs.
 */
final class RemoteWriteSender {

    /** During an outage, samples are spilled to disk after this time. */
    static final Duration MAX_MEMORY_AGE = Duration.ofSeconds(15);

    /** Limit of a request: some 20 rounds of the default allow list. */
    static final int MAX_REQUEST_SAMPLES = 2_000;

    private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);
    /** Between two requests of a backlog, to leave uplink and CPU for uploads. */
    private static final Duration BACKLOG_REQUEST_INTERVAL = Duration.ofMillis(50);

    private static final Duration SEND_JITTER = Duration.ofMillis(500);

    private final DestinationConfig config;
    private final Backlog backlog;
    private final RemoteWriteClient client;
    private final Counters counters;
    private final Clock clock;
    private final Backoff backoff;
    private final OutageReporter outages;
    private final RejectionReporter rejections;
    private final DropReporter drops;
    private final RemoteClockCheck clockCheck;
    private final ClockCorrectionsStore correctionsStore;
    private final ClockCorrections corrections;
    private final Consumer<String> warn;
    private int maxBlocks = Integer.MAX_VALUE;
    private long notBeforeNanos;
    private Optional<Long> lastSentNanos = Optional.empty();
    private boolean diskErrorLogged;
    private volatile boolean urgent;
    private volatile boolean stalled;
    private volatile long inFlightSinceNanos;
    private volatile boolean inFlight;

    /** What a sender works with. */
    record Dependencies(
            Backlog backlog,
            ClockCorrectionsStore correctionsStore,
            RemoteWriteClient client,
            Counters counters,
            Clock clock,
            Backoff backoff) {}

    /**
     * @param warn for the log
     * @param reportEvent for events that people should find later
     */
    RemoteWriteSender(
            DestinationConfig config, Dependencies dependencies, Consumer<String> warn, Consumer<String> reportEvent) {
        this.config = config;
        this.backlog = dependencies.backlog();
        this.client = dependencies.client();
        this.counters = dependencies.counters();
        this.clock = dependencies.clock();
        this.backoff = dependencies.backoff();
        this.outages = new OutageReporter("metrics to " + config.name(), clock, warn);
        this.rejections = new RejectionReporter(config.name(), reportEvent);
        this.drops = new DropReporter(config.name(), counters, warn, reportEvent);
        this.clockCheck = new RemoteClockCheck(clock);
        this.correctionsStore = dependencies.correctionsStore();
        this.corrections = correctionsStore.load(backlog.hasSpooled(), backlog.nextSequence());
        this.warn = warn;
        this.notBeforeNanos = clock.nanoTime();
    }

    /** Adds samples to the backlog; never blocks on I/O. */
    void append(SampleSelector.Selected selected) {
        if (!selected.samples().isEmpty()) {
            long now = clock.nanoTime();
            corrections.observe(clock.now().toEpochMilli(), now, backlog.nextSequence());
            backlog.add(selected.samples(), now);
            urgent |= selected.urgent();
        }
    }

    /**
     * Sends what is due, at most one request.
     *
     * @return how long to wait before the next call, unless urgent samples are appended
     */
    Duration sendNext() {
        long now = clock.nanoTime();
        if (now - notBeforeNanos < 0) {
            return Duration.ofNanos(notBeforeNanos - now);
        } else if (!isDue(now)) {
            return POLL_INTERVAL;
        }
        if (clockCheck.isNeeded()) {
            return checkClock();
        }
        urgent = false;
        clockCheck.trustedNow().ifPresent(this::dropExpired);
        List<SpoolBlock> blocks = selectBlocks(backlog.peek(MAX_REQUEST_SAMPLES));
        if (blocks.isEmpty()) {
            return POLL_INTERVAL;
        }
        SendResult result =
                send(blocks.stream().flatMap(block -> block.samples().stream()).toList());
        return switch (result) {
            case SendResult.Delivered delivered -> onDelivered(blocks, delivered.rejectedSamples());
            case SendResult.Rejected rejected -> onRejected(blocks, rejected.reason());
            case SendResult.RetryLater retry -> backOff(retry);
        };
    }

    private boolean isDue(long now) {
        boolean intervalElapsed = lastSentNanos
                .map(sentNanos ->
                        now - sentNanos >= config.sendEvery().minus(SEND_JITTER).toNanos())
                .orElse(true);
        return backlog.sampleCount() > 0
                && (intervalElapsed
                        || urgent
                        || stalled
                        || backlog.hasSpooled()
                        || backlog.sampleCount() > MAX_REQUEST_SAMPLES);
    }

    /** The first of these blocks that go into one request, with corrected times. */
    private List<SpoolBlock> selectBlocks(List<SpoolBlock> blocks) {
        List<SpoolBlock> candidates = blocks.subList(0, Math.min(maxBlocks, blocks.size())).stream()
                .map(corrections::correct)
                .toList();
        Optional<Instant> now = clockCheck.trustedNow();
        if (now.isEmpty()) {
            return candidates;
        }
        long latestMillis = now.get().plus(RemoteClockCheck.MAX_SKEW).toEpochMilli();
        List<SpoolBlock> plausible = candidates.stream()
                .takeWhile(block -> block.timeMillis() <= latestMillis)
                .toList();
        if (plausible.isEmpty() && !candidates.isEmpty()) {
            // Collected while the clock was ahead: it would block its series until that time.
            counters.drop("clock_was_ahead", sampleCount(candidates.subList(0, 1)));
            acknowledge(candidates.subList(0, 1));
        }
        return plausible;
    }

    /** Gets the receiver's time before sending anything: samples from the future would block their series for years. */
    private Duration checkClock() {
        SendResult result = send(List.of());
        if (result instanceof SendResult.RetryLater retry) {
            return backOff(retry);
        }
        Optional<String> clockProblem = compareClocks();
        if (clockProblem.isPresent()) {
            return backOff(new SendResult.RetryLater(Optional.empty(), clockProblem.get()));
        }
        return Duration.ZERO;
    }

    private Optional<String> compareClocks() {
        Optional<String> clockProblem = clockCheck.compare(client.serverDate());
        clockCheck
                .trustedNow()
                .ifPresent(now -> corrections.confirm(now.toEpochMilli(), clock.nanoTime(), backlog.nextSequence()));
        return clockProblem;
    }

    private SendResult send(List<SeriesSample> samples) {
        inFlightSinceNanos = clock.nanoTime();
        inFlight = true;
        try {
            return client.send(samples);
        } finally {
            inFlight = false;
        }
    }

    private Duration onDelivered(List<SpoolBlock> blocks, long rejectedSamples) {
        long samples = sampleCount(blocks);
        counters.recordSuccess(samples - rejectedSamples, clock.now());
        counters.drop("refused", rejectedSamples);
        completed(blocks);
        if (rejectedSamples == 0) {
            rejections.recovered();
        } else {
            rejections.add(
                    blocks.getFirst().timeMillis(),
                    Math.toIntExact(rejectedSamples),
                    "the receiver reported them as not written",
                    clock.nanoTime());
        }
        outages.recovered();
        drops.recovered();
        maxBlocks = maxBlocks > MAX_REQUEST_SAMPLES ? Integer.MAX_VALUE : maxBlocks * 2;
        return nextPause();
    }

    /** A bad block must not cause good ones to be dropped: send fewer at a time until it is isolated. */
    private Duration onRejected(List<SpoolBlock> blocks, String reason) {
        compareClocks();
        if (clockCheck.isNeeded()) {
            return BACKLOG_REQUEST_INTERVAL;
        } else if (blocks.size() > 1) {
            maxBlocks = blocks.size() / 2;
        } else {
            counters.drop("refused", sampleCount(blocks));
            rejections.add(
                    blocks.getFirst().timeMillis(), Math.toIntExact(sampleCount(blocks)), reason, clock.nanoTime());
            completed(blocks);
        }
        return nextPause();
    }

    private Duration backOff(SendResult.RetryLater retry) {
        counters.recordFailure();
        stalled = true;
        outages.failed(retry.reason());
        Duration wait = backoff.nextDelay(retry.retryAfter());
        notBeforeNanos = clock.nanoTime() + wait.toNanos();
        return wait;
    }

    /** The receiver responded, and these blocks are done. */
    private void completed(List<SpoolBlock> blocks) {
        stalled = false;
        backoff.reset();
        lastSentNanos = Optional.of(clock.nanoTime());
        acknowledge(blocks);
    }

    private void acknowledge(List<SpoolBlock> blocks) {
        try {
            backlog.acknowledge(blocks.getLast().sequence());
        } catch (IOException notWritten) {
            // After a restart these are sent again; receivers ignore duplicates.
            warnDiskOnce(notWritten);
        }
    }

    private Duration nextPause() {
        notBeforeNanos = clock.nanoTime()
                + (backlog.hasSpooled() || maxBlocks < MAX_REQUEST_SAMPLES ? BACKLOG_REQUEST_INTERVAL.toNanos() : 0);
        return Duration.ofNanos(Math.max(0, notBeforeNanos - clock.nanoTime()));
    }

    private void dropExpired(Instant now) {
        try {
            long oldestMillis = now.minus(config.spoolAge()).toEpochMilli();
            backlog.dropWhile(
                    (sequence, recordedMillis) -> corrections.correctedMillis(sequence, recordedMillis) < oldestMillis);
        } catch (IOException notRemoved) {
            warnDiskOnce(notRemoved);
        }
    }

    /** Spills samples that have waited in memory longer than {@link #MAX_MEMORY_AGE}. Call once a second. */
    void spillIfStalled() {
        drops.check();
        long now = clock.nanoTime();
        boolean requestHangs = inFlight && now - inFlightSinceNanos >= MAX_MEMORY_AGE.toNanos();
        if ((stalled || requestHangs) && backlog.memoryAgeNanos(now) >= MAX_MEMORY_AGE.toNanos()) {
            spill();
        } else if (backlog.hasSpooled()) {
            saveCorrections();
        }
    }

    /** Spills everything to disk, as on shutdown. */
    void spill() {
        if (backlog.sampleCount() > 0) {
            // First: a spilled block is worth little without the state of the clock that it was collected by.
            saveCorrections();
        }
        try {
            backlog.spill();
            diskErrorLogged = false;
        } catch (IOException diskFull) {
            warnDiskOnce(diskFull);
        }
    }

    private void saveCorrections() {
        try {
            correctionsStore.save(corrections.state());
        } catch (IOException diskFull) {
            // The spool, on the same disk, reports the error. The corrections matter only if the clock is wrong too.
        }
    }

    private void warnDiskOnce(IOException problem) {
        if (!diskErrorLogged) {
            warn.accept("metrics to " + config.name() + ": cannot spill to disk, keeping samples in memory: "
                    + ErrorText.of(problem));
        }
        diskErrorLogged = true;
    }

    private static long sampleCount(List<SpoolBlock> blocks) {
        return blocks.stream().mapToLong(block -> block.samples().size()).sum();
    }

    String name() {
        return config.name();
    }

    /** Why sending currently fails; empty when it works. */
    Optional<String> problem() {
        return outages.currentReason();
    }

    /** When the current outage started; empty when there is none. */
    Optional<Instant> problemSince() {
        return outages.since();
    }

    Counters counters() {
        return counters;
    }

    Backlog backlog() {
        return backlog;
    }
}
