package peaceofmind.shipping.metrics;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import peaceofmind.shipping.http.Backoff;
import peaceofmind.shipping.http.Telling;
import peaceofmind.shipping.metrics.Receiver.Delivery;
import peaceofmind.shipping.metrics.spool.Backlog;
import peaceofmind.shipping.metrics.spool.Block;
import peaceofmind.shipping.metrics.wire.Point;
import peaceofmind.foundation.time.Clock;

/**
 * Brings one destination's backlog to its receiver: oldest first, one request at a time, never faster than a device with other things to
 * do can bear. {@link #turn} is called by one thread, {@link #keep} by another, which so works while a request hangs.
 */
final class Courier {

    /** While the way is closed nothing stays only in memory for longer. */
    static final Duration MEMORY_ONLY = Duration.ofSeconds(15);

    /** A request's bound: some 20 rounds of the default list. */
    static final int MAX_POINTS = 2_000;

    private static final Duration LOOK = Duration.ofSeconds(1);
    /** Between two requests of a backlog: leaves the uplink and the processor to the uploads. */
    private static final Duration PACE = Duration.ofMillis(50);

    private static final Duration TREMBLE = Duration.ofMillis(500);

    private final DestinationConfig config;
    private final Backlog backlog;
    private final Receiver receiver;
    private final Counters counters;
    private final Clock clock;
    private final Backoff backoff;
    private final Telling telling;
    private final Refusals refusals;
    private final Losses losses;
    private final ClockCheck clockCheck;
    private final ClockMemory clockMemory;
    private final ClockCorrections corrections;
    private final Consumer<String> say;
    private int maxBlocks = Integer.MAX_VALUE;
    private long notBeforeNanos;
    private Optional<Long> sentNanos = Optional.empty();
    private boolean diskTold;
    private volatile boolean urgent;
    private volatile boolean closed;
    private volatile long inFlightSinceNanos;
    private volatile boolean inFlight;

    /** What a courier works with. */
    record Parts(
            Backlog backlog,
            ClockMemory clockMemory,
            Receiver receiver,
            Counters counters,
            Clock clock,
            Backoff backoff) {}

    /**
     * @param say for the log
     * @param event for what a person should find later
     */
    Courier(DestinationConfig config, Parts parts, Consumer<String> say, Consumer<String> event) {
        this.config = config;
        this.backlog = parts.backlog();
        this.receiver = parts.receiver();
        this.counters = parts.counters();
        this.clock = parts.clock();
        this.backoff = parts.backoff();
        this.telling = new Telling("metrics to " + config.name(), clock, say);
        this.refusals = new Refusals(config.name(), event);
        this.losses = new Losses(config.name(), counters, say, event);
        this.clockCheck = new ClockCheck(clock);
        this.clockMemory = parts.clockMemory();
        this.corrections = clockMemory.load(backlog.hasSpooled(), backlog.nextSequence());
        this.say = say;
        this.notBeforeNanos = clock.nanoTime();
    }

    /** Takes what was chosen; returns at once. */
    void offer(Selection.Chosen chosen) {
        if (!chosen.points().isEmpty()) {
            long now = clock.nanoTime();
            corrections.look(clock.now().toEpochMilli(), now, backlog.nextSequence());
            backlog.add(chosen.points(), now);
            urgent |= chosen.urgent();
        }
    }

    /**
     * Sends what is due, at most one request.
     *
     * @return how long to wait before the next turn, unless something urgent comes
     */
    Duration turn() {
        long now = clock.nanoTime();
        if (now - notBeforeNanos < 0) {
            return Duration.ofNanos(notBeforeNanos - now);
        } else if (!isDue(now)) {
            return LOOK;
        }
        if (clockCheck.isNeeded()) {
            return verify();
        }
        urgent = false;
        clockCheck.trustedNow().ifPresent(this::dropUnsendable);
        List<Block> blocks = sendable(backlog.peek(MAX_POINTS));
        if (blocks.isEmpty()) {
            return LOOK;
        }
        Delivery delivery =
                send(blocks.stream().flatMap(block -> block.points().stream()).toList());
        return switch (delivery) {
            case Delivery.Arrived arrived -> arrived(blocks, arrived.refused());
            case Delivery.Refused refused -> refused(blocks, refused.words());
            case Delivery.Later later -> later(later);
        };
    }

    private boolean isDue(long now) {
        boolean time = sentNanos
                .map(sent -> now - sent >= config.sendEvery().minus(TREMBLE).toNanos())
                .orElse(true);
        return backlog.points() > 0
                && (time || urgent || closed || backlog.hasSpooled() || backlog.points() > MAX_POINTS);
    }

    /** The first of these, as many as go into one request. */
    private List<Block> sendable(List<Block> blocks) {
        List<Block> some = blocks.subList(0, Math.min(maxBlocks, blocks.size())).stream()
                .map(corrections::corrected)
                .toList();
        Optional<Instant> now = clockCheck.trustedNow();
        if (now.isEmpty()) {
            return some;
        }
        long latest = now.get().plus(ClockCheck.TOLERANCE).toEpochMilli();
        List<Block> ofOurTime =
                some.stream().takeWhile(block -> block.timeMillis() <= latest).toList();
        if (ofOurTime.isEmpty() && !some.isEmpty()) {
            // Taken while the clock was ahead: it would lock its series until that time comes.
            counters.drop("clock_was_ahead", count(some.subList(0, 1)));
            acknowledge(some.subList(0, 1));
        }
        return ofOurTime;
    }

    /** Asks the receiver for the time before anything is sent: samples from the future would lock their series for years. */
    private Duration verify() {
        Delivery delivery = send(List.of());
        if (delivery instanceof Delivery.Later later) {
            return later(later);
        }
        Optional<String> wrong = compareClocks();
        if (wrong.isPresent()) {
            return later(new Delivery.Later(Optional.empty(), wrong.get()));
        }
        return Duration.ZERO;
    }

    private Optional<String> compareClocks() {
        Optional<String> wrong = clockCheck.compare(receiver.date());
        clockCheck
                .trustedNow()
                .ifPresent(now -> corrections.confirmed(now.toEpochMilli(), clock.nanoTime(), backlog.nextSequence()));
        return wrong;
    }

    private Delivery send(List<Point> points) {
        inFlightSinceNanos = clock.nanoTime();
        inFlight = true;
        try {
            return receiver.send(points);
        } finally {
            inFlight = false;
        }
    }

    private Duration arrived(List<Block> blocks, long refusedPoints) {
        long points = count(blocks);
        counters.arrived(points - refusedPoints, clock.now());
        counters.drop("refused", refusedPoints);
        open(blocks);
        if (refusedPoints == 0) {
            refusals.end();
        } else {
            refusals.add(
                    blocks.getFirst().timeMillis(),
                    Math.toIntExact(refusedPoints),
                    "the receiver has not written them",
                    clock.nanoTime());
        }
        telling.fine();
        losses.end();
        maxBlocks = maxBlocks > MAX_POINTS ? Integer.MAX_VALUE : maxBlocks * 2;
        return pace();
    }

    /** A bad block must not take good ones with it: it is looked for by sending fewer at a time. */
    private Duration refused(List<Block> blocks, String words) {
        compareClocks();
        if (clockCheck.isNeeded()) {
            return PACE;
        } else if (blocks.size() > 1) {
            maxBlocks = blocks.size() / 2;
        } else {
            counters.drop("refused", count(blocks));
            refusals.add(blocks.getFirst().timeMillis(), Math.toIntExact(count(blocks)), words, clock.nanoTime());
            open(blocks);
        }
        return pace();
    }

    private Duration later(Delivery.Later later) {
        counters.failed();
        closed = true;
        telling.trouble(later.words());
        Duration wait = backoff.next(later.after());
        notBeforeNanos = clock.nanoTime() + wait.toNanos();
        return wait;
    }

    /** The way is open, and these are done with. */
    private void open(List<Block> blocks) {
        closed = false;
        backoff.reset();
        sentNanos = Optional.of(clock.nanoTime());
        acknowledge(blocks);
    }

    private void acknowledge(List<Block> blocks) {
        try {
            backlog.acknowledge(blocks.getLast().sequence());
        } catch (IOException notWritten) {
            // After a restart these would be sent once more, which a receiver takes for the same.
            tellDisk(notWritten);
        }
    }

    private Duration pace() {
        notBeforeNanos = clock.nanoTime() + (backlog.hasSpooled() || maxBlocks < MAX_POINTS ? PACE.toNanos() : 0);
        return Duration.ofNanos(Math.max(0, notBeforeNanos - clock.nanoTime()));
    }

    private void dropUnsendable(Instant now) {
        try {
            long oldest = now.minus(config.spoolAge()).toEpochMilli();
            backlog.dropWhile((sequence, said) -> corrections.timeMillis(sequence, said) < oldest);
        } catch (IOException notRemoved) {
            tellDisk(notRemoved);
        }
    }

    /** Puts on the disk what waits too long; to be called every second. */
    void keep() {
        losses.look();
        long now = clock.nanoTime();
        boolean hangs = inFlight && now - inFlightSinceNanos >= MEMORY_ONLY.toNanos();
        if ((closed || hangs) && backlog.memoryAgeNanos(now) >= MEMORY_ONLY.toNanos()) {
            spill();
        } else if (backlog.hasSpooled()) {
            remember();
        }
    }

    /** Puts everything on the disk, as at the end. */
    void spill() {
        if (backlog.points() > 0) {
            // First: a block on the disk is worth little without the clock that it was taken by.
            remember();
        }
        try {
            backlog.spill();
            diskTold = false;
        } catch (IOException full) {
            tellDisk(full);
        }
    }

    private void remember() {
        try {
            clockMemory.save(corrections.state());
        } catch (IOException full) {
            // The spool tells of the disk, since it writes to the same; this is missed only where the clock is wrong,
            // too.
        }
    }

    private void tellDisk(IOException problem) {
        if (!diskTold) {
            say.accept("metrics to " + config.name() + " cannot be kept on the disk, only in memory: " + problem);
        }
        diskTold = true;
    }

    private static long count(List<Block> blocks) {
        return blocks.stream().mapToLong(block -> block.points().size()).sum();
    }

    String name() {
        return config.name();
    }

    /** What keeps us from sending now, in words; empty when nothing does. */
    Optional<String> problem() {
        return telling.current();
    }

    /** Since when; empty when nothing does. */
    Optional<Instant> problemSince() {
        return telling.since();
    }

    Counters counters() {
        return counters;
    }

    Backlog backlog() {
        return backlog;
    }
}
