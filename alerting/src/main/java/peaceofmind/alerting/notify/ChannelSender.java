package peaceofmind.alerting.notify;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import peaceofmind.foundation.time.Clock;

/**
 * Sends what waits for one channel, oldest first; tries again, ever more slowly, until the other side took it. Never more than so many
 * an hour: what comes beyond becomes one digest.
 */
final class ChannelSender {

    private static final Duration INITIAL_BACKOFF = Duration.ofSeconds(15);
    private static final Duration MAX_BACKOFF = Duration.ofMinutes(15);
    private static final Duration RATE_WINDOW = Duration.ofHours(1);

    /** News that nobody could be told for so long is told to nobody. */
    private static final Duration MAX_MESSAGE_AGE = Duration.ofDays(7);

    private final Channel channel;
    private final Outbox outbox;
    private final int maxPerHour;
    private final Clock clock;
    private final Consumer<String> warn;
    private Duration backoff = INITIAL_BACKOFF;
    private Optional<Long> retryAtNanos = Optional.empty();
    private Optional<String> problem = Optional.empty();
    private long sentCount;

    ChannelSender(Channel channel, Outbox outbox, int maxPerHour, Clock clock, Consumer<String> warn) {
        this.channel = channel;
        this.outbox = outbox;
        this.maxPerHour = maxPerHour;
        this.clock = clock;
        this.warn = warn;
    }

    Outbox outbox() {
        return outbox;
    }

    String channelName() {
        return channel.name();
    }

    /** What keeps it from sending; empty while it works. */
    synchronized Optional<String> problem() {
        return problem;
    }

    /** Messages that the other side took since the start. */
    synchronized long sentCount() {
        return sentCount;
    }

    /** For ever, until interrupted. */
    void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                if (!sendNext()) {
                    outbox.await(Duration.ofSeconds(5));
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Sends one message if it is time to; whether it did. */
    boolean sendNext() {
        long nanos = clock.nanoTime();
        if (retryAtNanos.isPresent() && nanos - retryAtNanos.get() < 0) {
            return false;
        }
        Instant now = clock.now();
        dropExpired(now);
        List<Message> waiting = outbox.waiting();
        int sentInWindow = outbox.countSent(now.minus(RATE_WINDOW), now);
        if (waiting.isEmpty() || sentInWindow >= maxPerHour) {
            return false;
        }
        boolean sendsDigest = sentInWindow == maxPerHour - 1 && waiting.size() > 1;
        List<Message> batch = sendsDigest ? waiting : List.of(waiting.getFirst());
        return send(sendsDigest ? Digest.of(waiting) : waiting.getFirst(), batch, now);
    }

    private boolean send(Message message, List<Message> batch, Instant now) {
        try {
            channel.send(Digest.withDelayNote(message, now));
            outbox.markSent(batch, now);
            recordSuccess();
            return true;
        } catch (IOException | RuntimeException failure) {
            recordFailure(failure.getMessage() == null ? failure.toString() : failure.getMessage());
            return false;
        }
    }

    private synchronized void recordSuccess() {
        sentCount++;
        if (problem.isPresent()) {
            warn.accept("messages go out again by " + channel.name());
        }
        problem = Optional.empty();
        backoff = INITIAL_BACKOFF;
        retryAtNanos = Optional.empty();
    }

    private synchronized void recordFailure(String reason) {
        if (problem.isEmpty()) {
            warn.accept("messages wait, " + channel.name() + " does not take them: " + reason);
        }
        problem = Optional.of(reason);
        retryAtNanos = Optional.of(clock.nanoTime() + backoff.toNanos());
        backoff = backoff.multipliedBy(2).compareTo(MAX_BACKOFF) > 0 ? MAX_BACKOFF : backoff.multipliedBy(2);
    }

    private void dropExpired(Instant now) {
        for (Message message : outbox.waiting()) {
            // Only a future clock makes a fresh message look old; it can't be told from a really old one.
            if (message.at().plus(MAX_MESSAGE_AGE).isBefore(now)) {
                warn.accept("given up after " + MAX_MESSAGE_AGE.toDays() + " days: " + message.subject());
                outbox.drop(message);
            }
        }
    }
}
