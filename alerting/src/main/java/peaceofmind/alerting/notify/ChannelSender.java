// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.foundation.time.Clock;

/**
 * Sends the queued messages of one channel, oldest first, and retries with exponential backoff until the receiver accepts them. A limit
 * per hour applies: messages beyond it are combined into one digest.
 */
final class ChannelSender {

    private static final Duration INITIAL_BACKOFF = Duration.ofSeconds(15);
    private static final Duration MAX_BACKOFF = Duration.ofMinutes(15);
    private static final Duration RATE_WINDOW = Duration.ofHours(1);

    /** Older messages are dropped: nobody needs them any more. */
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

    /** Why the last attempt failed; empty while sending works. */
    synchronized Optional<String> problem() {
        return problem;
    }

    /** Number of messages that the receiver has accepted since the start. */
    synchronized long sentCount() {
        return sentCount;
    }

    /** Sends until the thread is interrupted. */
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

    /** Sends one message if one is due, and returns whether it was accepted. */
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
            recordFailure(ErrorText.of(failure));
            return false;
        }
    }

    private synchronized void recordSuccess() {
        sentCount++;
        if (problem.isPresent()) {
            warn.accept(channel.name() + ": sending notifications again");
        }
        problem = Optional.empty();
        backoff = INITIAL_BACKOFF;
        retryAtNanos = Optional.empty();
    }

    private synchronized void recordFailure(String reason) {
        if (problem.isEmpty()) {
            warn.accept(channel.name() + ": cannot send notifications, will retry: " + reason);
        }
        problem = Optional.of(reason);
        retryAtNanos = Optional.of(clock.nanoTime() + backoff.toNanos());
        backoff = backoff.multipliedBy(2).compareTo(MAX_BACKOFF) > 0 ? MAX_BACKOFF : backoff.multipliedBy(2);
    }

    private void dropExpired(Instant now) {
        for (Message message : outbox.waiting()) {
            // A clock that is ahead makes fresh messages seem old too; the two cases cannot be distinguished.
            if (message.at().plus(MAX_MESSAGE_AGE).isBefore(now)) {
                warn.accept(channel.name() + ": dropped a notification not delivered within " + MAX_MESSAGE_AGE.toDays()
                        + " days: " + message.subject());
                outbox.drop(message);
            }
        }
    }
}
