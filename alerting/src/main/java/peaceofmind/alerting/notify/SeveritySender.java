// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import peaceofmind.alerting.notify.RefusedMessages.RefusedMessage;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.foundation.time.Clock;

/**
 * Sends either the critical messages of a channel or the others, oldest first, and retries with exponential backoff until the receiver
 * accepts them; one that it refuses for good is put aside. A limit per hour applies: messages beyond it are combined into one digest.
 * Used by one thread.
 */
final class SeveritySender {

    private static final Duration INITIAL_BACKOFF = Duration.ofSeconds(15);
    private static final Duration MAX_BACKOFF = Duration.ofMinutes(15);
    /** A receiver that wants more must not keep a message from everybody for a day. */
    private static final Duration MAX_REQUESTED_BACKOFF = Duration.ofHours(1);

    private static final Duration RATE_WINDOW = Duration.ofHours(1);

    /** Older messages are dropped: nobody needs them any more. */
    private static final Duration MAX_MESSAGE_AGE = Duration.ofDays(7);

    private final Channel channel;
    private final Outbox outbox;
    private final int maxPerHour;
    private final Clock clock;
    private final BootClock bootClock;
    private final ChannelState state;
    private final boolean critical;
    private Duration backoff = INITIAL_BACKOFF;
    private Optional<Long> retryAtNanos = Optional.empty();

    /** One message of a refused digest is the reason; sent one by one, the others are delivered. */
    private boolean digestRefused;

    /** Repeating what the receiver refused can make it refuse the next message too. */
    private boolean quotesRefusals = true;

    private int refusalsInRow;

    SeveritySender(
            Channel channel,
            Outbox outbox,
            int maxPerHour,
            Clock clock,
            BootClock bootClock,
            ChannelState state,
            boolean critical) {
        this.channel = channel;
        this.outbox = outbox;
        this.maxPerHour = maxPerHour;
        this.clock = clock;
        this.bootClock = bootClock;
        this.state = state;
        this.critical = critical;
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
        try {
            return sendDue();
        } catch (RuntimeException unexpected) {
            // The channel must continue with whatever comes next.
            retryLater(ErrorText.of(unexpected));
            return false;
        }
    }

    private boolean sendDue() {
        if (retryAtNanos.isPresent() && clock.nanoTime() - retryAtNanos.get() < 0) {
            return false;
        }
        outbox.replaceAll(bootClock::correct);
        dropExpired();
        Instant now = clock.now();
        List<Message> waiting = outbox.waiting(critical);
        int sentInWindow = outbox.countAttempts(now.minus(RATE_WINDOW), now, critical);
        if (waiting.isEmpty() || sentInWindow >= maxPerHour) {
            return false;
        }
        boolean sendsDigest = sentInWindow == maxPerHour - 1 && waiting.size() > 1 && !digestRefused;
        return send(sendsDigest ? waiting : List.of(waiting.getFirst()), now);
    }

    private boolean send(List<Message> batch, Instant now) {
        List<RefusedMessage> refusals = outbox.refused().unreported();
        Message message = batch.size() == 1 ? bootClock.withUnknownTime(batch.getFirst()) : Digest.of(batch);
        try {
            channel.send(MessageNotes.add(message, now, refusals, quotesRefusals));
            outbox.markSent(batch, now, critical);
            outbox.refused().markReported(refusals);
            recordSuccess();
            return true;
        } catch (SendException failure) {
            handle(failure, batch, now, !refusals.isEmpty());
        } catch (IOException | RuntimeException failure) {
            retryLater(ErrorText.of(failure));
        }
        return false;
    }

    private void handle(SendException failure, List<Message> batch, Instant now, boolean mentionedRefusals) {
        String reason = ErrorText.of(failure);
        switch (failure.kind()) {
            case REFUSED -> handleRefusal(reason, batch, now, mentionedRefusals);
            case UNCONFIRMED -> {
                outbox.recordAttempt(now, critical);
                retryLater(reason, failure.retryAfter());
            }
            case NOT_SENT -> retryLater(reason, failure.retryAfter());
        }
    }

    private void handleRefusal(String reason, List<Message> batch, Instant now, boolean mentionedRefusals) {
        if (mentionedRefusals && quotesRefusals) {
            quotesRefusals = false;
        } else if (batch.size() > 1) {
            digestRefused = true;
        } else {
            Message message = batch.getFirst();
            outbox.putAside(message, reason, now);
            state.refused(
                    reason,
                    "the receiver refuses a message for good, put aside in "
                            + outbox.refused().folder() + ": " + message.subject() + ": " + reason);
            digestRefused = false;
            quotesRefusals = true;
            refusalsInRow++;
            if (refusalsInRow > 1) {
                // A receiver that refuses everything, such as at a wrong URL, is not sent the whole queue in a second.
                startBackoff(Duration.ZERO);
            }
        }
    }

    private void recordSuccess() {
        state.sent();
        quotesRefusals = true;
        refusalsInRow = 0;
        backoff = INITIAL_BACKOFF;
        retryAtNanos = Optional.empty();
    }

    private void retryLater(String reason) {
        retryLater(reason, Duration.ZERO);
    }

    private void retryLater(String reason, Duration requested) {
        state.failed(reason);
        startBackoff(requested);
    }

    /** @param requested the receiver's wish; zero when it has none */
    private void startBackoff(Duration requested) {
        Duration wish = requested.compareTo(MAX_REQUESTED_BACKOFF) > 0 ? MAX_REQUESTED_BACKOFF : requested;
        Duration delay = wish.compareTo(backoff) > 0 ? wish : backoff;
        retryAtNanos = Optional.of(clock.nanoTime() + delay.toNanos());
        backoff = backoff.multipliedBy(2).compareTo(MAX_BACKOFF) > 0 ? MAX_BACKOFF : backoff.multipliedBy(2);
    }

    private void dropExpired() {
        for (Message message : outbox.waiting(critical)) {
            if (bootClock.age(message).compareTo(MAX_MESSAGE_AGE) > 0) {
                state.warn("dropped a notification not delivered within " + MAX_MESSAGE_AGE.toDays() + " days: "
                        + message.subject());
                outbox.drop(message);
            }
        }
    }
}
