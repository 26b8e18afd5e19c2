// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import peaceofmind.foundation.time.Clock;
import peaceofmind.metrics.Series;
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

    /** After this many server errors (5xx) in a row, and again after each {@link #SERVER_ERRORS_BETWEEN}, the data may be the reason. */
    private static final int SERVER_ERRORS_BEFORE_SEARCH = 3;

    private static final int SERVER_ERRORS_BETWEEN = 12;

    /** How many later blocks are tried, to find out whether a server error is due to the first one. */
    private static final int MAX_TRIED_BLOCKS = 5;

    private static final Duration NEXT_SEARCH = Duration.ofSeconds(30);

    private final DestinationConfig config;
    private final Backlog backlog;
    private final RemoteWriteClient client;
    private final Counters counters;
    private final Clock clock;
    private final Backoff backoff;
    private final OutageReporter outages;
    private final RejectionReporter rejections;
    private final SeriesQuarantine quarantine;
    private final DropReporter drops;
    private final RemoteClockCheck clockCheck;
    private final ClockCorrections corrections;
    private final BacklogDisk disk;
    private int maxBlocks = Integer.MAX_VALUE;
    private Optional<BlockSearch> search = Optional.empty();
    /** Server errors in a row. */
    private int serverErrors;
    /** Whether the data is searched for what causes server errors. */
    private boolean searchingServerError;
    /** The reason for which whole blocks are rejected, without its numbers; empty after one was accepted. */
    private String blockRejection = "";

    private long notBeforeNanos;
    private Optional<Long> lastSentNanos = Optional.empty();
    private volatile boolean urgent;
    private volatile boolean stalled;
    private volatile long inFlightSinceNanos;
    private volatile boolean inFlight;

    /** What a sender works with. */
    record Dependencies(
            Backlog backlog,
            ClockCorrectionsStore correctionsStore,
            RemoteWriteClient client,
            SeriesQuarantine quarantine,
            Counters counters,
            Clock clock,
            Backoff backoff) {}

    /** @param waitingBlocks how many blocks waited, including these */
    private record Request(List<SpoolBlock> blocks, List<SeriesSample> samples, int waitingBlocks) {

        long excludedSamples() {
            return sampleCount(blocks) - samples.size();
        }

        boolean sendsAll() {
            return blocks.size() == waitingBlocks;
        }
    }

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
        this.quarantine = dependencies.quarantine();
        this.drops = new DropReporter(config.name(), counters, warn, reportEvent);
        this.clockCheck = new RemoteClockCheck(clock);
        this.corrections = dependencies.correctionsStore().load(backlog.hasSpooled(), backlog.nextSequence());
        this.disk = new BacklogDisk(config, backlog, corrections, dependencies.correctionsStore(), warn);
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
        } else if (search.isPresent()) {
            return continueSearch(search.get());
        } else if (!isDue(now)) {
            return POLL_INTERVAL;
        }
        if (clockCheck.isNeeded()) {
            return checkClock();
        }
        urgent = false;
        clockCheck.trustedNow().ifPresent(disk::dropExpired);
        List<SpoolBlock> waiting = backlog.peek(MAX_REQUEST_SAMPLES);
        List<SpoolBlock> blocks = selectBlocks(waiting);
        if (blocks.isEmpty()) {
            return POLL_INTERVAL;
        }
        Request request = new Request(blocks, quarantine.withoutExcluded(blocks), waiting.size());
        if (request.samples().isEmpty()) {
            return complete(request);
        }
        return switch (send(request.samples())) {
            case SendResult.Delivered delivered -> onDelivered(request, delivered.rejectedSamples());
            case SendResult.Rejected rejected -> onRejected(request, rejected);
            case SendResult.RetryLater retry -> onRetryLater(request, retry);
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
                        || maxBlocks != Integer.MAX_VALUE
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
            disk.acknowledge(candidates.subList(0, 1));
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
            return backOff(new SendResult.RetryLater(0, Optional.empty(), clockProblem.get()));
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

    private Duration onDelivered(Request request, long rejectedSamples) {
        counters.recordSuccess(request.samples().size() - rejectedSamples, clock.now());
        counters.drop("refused", rejectedSamples);
        if (rejectedSamples == 0) {
            rejections.recovered();
        } else {
            rejections.add(
                    request.blocks().getFirst().timeMillis(),
                    Math.toIntExact(rejectedSamples),
                    "the receiver reported them as not written",
                    clock.nanoTime());
        }
        serverErrors = 0;
        blockRejection = "";
        responded();
        drops.recovered();
        maxBlocks = request.sendsAll() || maxBlocks > MAX_REQUEST_SAMPLES ? Integer.MAX_VALUE : maxBlocks * 2;
        searchingServerError &= maxBlocks != Integer.MAX_VALUE;
        return complete(request);
    }

    private Duration onRejected(Request request, SendResult.Rejected rejected) {
        compareClocks();
        if (clockCheck.isNeeded()) {
            return BACKLOG_REQUEST_INTERVAL;
        }
        serverErrors = 0;
        responded();
        Optional<Series> named = RejectedSeries.isAboutTime(rejected.message())
                // The receiver names one of them, and need not have stored the others.
                ? Optional.empty()
                : SeriesReference.find(rejected.message(), request.samples());
        return named.isPresent()
                ? onSeriesRejected(request, named.get(), rejected)
                : narrow(request, rejected.reason(), false);
    }

    /** The receiver has named a series: it is excluded, and the rest is sent again unless it has been stored. */
    private Duration onSeriesRejected(Request request, Series series, SendResult.Rejected rejected) {
        List<SeriesSample> samples = request.samples().stream()
                .filter(sample -> sample.series().equals(series))
                .toList();
        long others = (long) request.samples().size() - samples.size();
        quarantine.exclude(series, rejected.reason());
        boolean othersStored = rejected.written()
                .map(written -> written == others)
                .orElse(SeriesReference.isRestStored(rejected.message()));
        if (!othersStored) {
            quarantine.report(samples, rejected.reason());
            return nextPause();
        }
        quarantine.putAside(samples, rejected.reason());
        if (others > 0) {
            counters.recordSuccess(others, clock.now());
        }
        return complete(request);
    }

    /** A bad sample must not cause good ones to be dropped: sends fewer blocks at a time, then parts of a single block. */
    private Duration narrow(Request request, String reason, boolean serverError) {
        SpoolBlock first = request.blocks().getFirst();
        if (request.blocks().size() > 1) {
            maxBlocks = request.blocks().size() / 2;
        } else if (!serverError && request.waitingBlocks() > 1 && blockRejection.equals(withoutNumbers(reason))) {
            // Such as a backlog that is too old: not each block needs a search.
            dropBlock(first, request.samples(), reason);
        } else {
            search = Optional.of(new BlockSearch(first, request.samples(), reason, serverError));
            return finishSearchIfDone(search.get());
        }
        return nextPause();
    }

    private Duration continueSearch(BlockSearch current) {
        SendResult result = send(current.next());
        switch (result) {
            case SendResult.Delivered delivered -> {
                counters.drop("refused", delivered.rejectedSamples());
                current.onAccepted(delivered.rejectedSamples());
            }
            case SendResult.Rejected rejected -> current.onRejected(rejected.reason());
            case SendResult.RetryLater retry
            when current.isServerError() && retry.isServerError() -> current.onRejected(retry.reason());
            case SendResult.RetryLater retry -> {
                search = Optional.empty();
                return backOff(retry);
            }
        }
        return finishSearchIfDone(current);
    }

    private Duration finishSearchIfDone(BlockSearch current) {
        if (!current.isFinished()) {
            return nextPause();
        }
        search = Optional.empty();
        if (current.isConclusive()) {
            putAsideRejected(current);
        } else if (!current.isServerError()) {
            dropBlock(current.block(), current.samples(), current.reason());
        } else if (isLaterBlockAccepted(current.block())
                && send(current.samples()) instanceof SendResult.RetryLater again
                && again.isServerError()) {
            quarantine.putAside(current.samples(), current.reason());
            responded();
            completed(List.of(current.block()));
        } else {
            return endServerErrorSearch(current);
        }
        return nextPause();
    }

    /** The receiver accepts a part of the block: it rejects the rest for what it is. */
    private void putAsideRejected(BlockSearch current) {
        for (BlockSearch.RejectedPart part : current.rejected()) {
            part.samples().forEach(sample -> quarantine.exclude(sample.series(), part.reason()));
            quarantine.putAside(part.samples(), part.reason());
        }
        counters.recordSuccess(current.accepted(), clock.now());
        quarantine.countExcluded(
                current.block().samples().size() - current.samples().size());
        serverErrors = 0;
        rejections.recovered();
        responded();
        completed(List.of(current.block()));
    }

    /** The receiver rejects all of a block, as when it is too old. */
    private void dropBlock(SpoolBlock block, List<SeriesSample> samples, String reason) {
        blockRejection = withoutNumbers(reason);
        counters.recordRejection();
        counters.drop("refused", block.samples().size());
        rejections.add(block.timeMillis(), block.samples().size(), reason, clock.nanoTime());
        if (!RejectedSeries.isAboutTime(reason)) {
            quarantine.save(samples, reason);
        }
        completed(List.of(block));
    }

    private static String withoutNumbers(String reason) {
        return reason.replaceAll("\\d+", "0");
    }

    /** Whether the receiver accepts one of the next blocks, although it fails with this one. They are sent again. */
    private boolean isLaterBlockAccepted(SpoolBlock failing) {
        return backlog.peek(MAX_REQUEST_SAMPLES).stream()
                .filter(block -> block.sequence() > failing.sequence())
                .limit(MAX_TRIED_BLOCKS)
                .anyMatch(block -> send(quarantine.withoutExcluded(List.of(corrections.correct(block))))
                        instanceof SendResult.Delivered);
    }

    /** Whatever is sent, the receiver fails: an outage, unless nothing else has been collected yet. */
    private Duration endServerErrorSearch(BlockSearch current) {
        searchingServerError = false;
        maxBlocks = Integer.MAX_VALUE;
        boolean onlyBlock = backlog.peek(MAX_REQUEST_SAMPLES).size() < 2;
        serverErrors = SERVER_ERRORS_BEFORE_SEARCH - (onlyBlock ? 1 : SERVER_ERRORS_BETWEEN);
        Duration wait = backOff(new SendResult.RetryLater(500, Optional.empty(), current.reason()));
        if (onlyBlock && wait.compareTo(NEXT_SEARCH) > 0) {
            notBeforeNanos = clock.nanoTime() + NEXT_SEARCH.toNanos();
        }
        return Duration.ofNanos(Math.max(0, notBeforeNanos - clock.nanoTime()));
    }

    /** Retries later; if the receiver keeps failing although it accepts an empty request, finds out whether the data is the reason. */
    private Duration onRetryLater(Request request, SendResult.RetryLater retry) {
        if (!retry.isServerError()) {
            serverErrors = 0;
            searchingServerError = false;
            return backOff(retry);
        }
        serverErrors++;
        if (!searchingServerError
                && serverErrors == SERVER_ERRORS_BEFORE_SEARCH
                && !(send(List.of()) instanceof SendResult.RetryLater)) {
            searchingServerError = true;
        } else if (serverErrors == SERVER_ERRORS_BEFORE_SEARCH) {
            serverErrors -= SERVER_ERRORS_BETWEEN;
        }
        return searchingServerError ? narrow(request, retry.reason(), true) : backOff(retry);
    }

    private Duration backOff(SendResult.RetryLater retry) {
        counters.recordFailure();
        stalled = true;
        outages.failed(retry.reason());
        Duration wait = backoff.nextDelay(retry.retryAfter());
        notBeforeNanos = clock.nanoTime() + wait.toNanos();
        return wait;
    }

    /** The receiver is reachable. */
    private void responded() {
        counters.recordResponse();
        outages.recovered();
        stalled = false;
        backoff.reset();
    }

    private Duration complete(Request request) {
        quarantine.countExcluded(request.excludedSamples());
        completed(request.blocks());
        return nextPause();
    }

    /** These blocks are done. */
    private void completed(List<SpoolBlock> blocks) {
        lastSentNanos = Optional.of(clock.nanoTime());
        disk.acknowledge(blocks);
    }

    private Duration nextPause() {
        notBeforeNanos = clock.nanoTime()
                + (backlog.hasSpooled() || maxBlocks < MAX_REQUEST_SAMPLES || search.isPresent()
                        ? BACKLOG_REQUEST_INTERVAL.toNanos()
                        : 0);
        return Duration.ofNanos(Math.max(0, notBeforeNanos - clock.nanoTime()));
    }

    /** Spills samples that have waited in memory longer than {@link #MAX_MEMORY_AGE}. Call once a second. */
    void spillIfStalled() {
        drops.check();
        quarantine.reportIfDue();
        long now = clock.nanoTime();
        boolean requestHangs = inFlight && now - inFlightSinceNanos >= MAX_MEMORY_AGE.toNanos();
        if ((stalled || requestHangs) && backlog.memoryAgeNanos(now) >= MAX_MEMORY_AGE.toNanos()) {
            disk.spill();
        } else if (backlog.hasSpooled()) {
            disk.saveCorrections();
        }
    }

    /** Spills everything to disk, as on shutdown. */
    void spill() {
        disk.spill();
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

    SeriesQuarantine quarantine() {
        return quarantine;
    }

    Backlog backlog() {
        return backlog;
    }
}
