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
final class Delivery {

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(15);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(15);
    private static final Duration WINDOW = Duration.ofHours(1);

    /** News that nobody could be told for so long is told to nobody. */
    private static final Duration GIVE_UP_AFTER = Duration.ofDays(7);

    private final Channel channel;
    private final Outbox outbox;
    private final int maxPerHour;
    private final Clock clock;
    private final Consumer<String> say;
    private Duration pause = FIRST_PAUSE;
    private Optional<Long> notBeforeNanos = Optional.empty();
    private Optional<String> problem = Optional.empty();
    private long count;

    Delivery(Channel channel, Outbox outbox, int maxPerHour, Clock clock, Consumer<String> say) {
        this.channel = channel;
        this.outbox = outbox;
        this.maxPerHour = maxPerHour;
        this.clock = clock;
        this.say = say;
    }

    Outbox outbox() {
        return outbox;
    }

    String channel() {
        return channel.name();
    }

    /** What keeps it from sending; empty while it works. */
    synchronized Optional<String> problem() {
        return problem;
    }

    /** Messages that the other side took since the start. */
    synchronized long count() {
        return count;
    }

    /** For ever, until interrupted. */
    void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                if (!turn()) {
                    outbox.await(Duration.ofSeconds(5));
                }
            }
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }

    /** Sends one message if it is time to; whether it did. */
    boolean turn() {
        long nanos = clock.nanoTime();
        if (notBeforeNanos.isPresent() && nanos - notBeforeNanos.get() < 0) {
            return false;
        }
        Instant now = clock.now();
        giveUpOld(now);
        List<Message> waiting = outbox.waiting();
        int sent = outbox.sentSince(now.minus(WINDOW), now);
        if (waiting.isEmpty() || sent >= maxPerHour) {
            return false;
        }
        boolean last = sent == maxPerHour - 1 && waiting.size() > 1;
        List<Message> together = last ? waiting : List.of(waiting.getFirst());
        return send(last ? Digest.of(waiting) : waiting.getFirst(), together, now);
    }

    private boolean send(Message message, List<Message> together, Instant now) {
        try {
            channel.send(Digest.late(message, now));
            outbox.sent(together, now);
            worked();
            return true;
        } catch (IOException | RuntimeException failure) {
            failed(failure.getMessage() == null ? failure.toString() : failure.getMessage());
            return false;
        }
    }

    private synchronized void worked() {
        count++;
        if (problem.isPresent()) {
            say.accept("messages go out again by " + channel.name());
        }
        problem = Optional.empty();
        pause = FIRST_PAUSE;
        notBeforeNanos = Optional.empty();
    }

    private synchronized void failed(String why) {
        if (problem.isEmpty()) {
            say.accept("messages wait, " + channel.name() + " does not take them: " + why);
        }
        problem = Optional.of(why);
        notBeforeNanos = Optional.of(clock.nanoTime() + pause.toNanos());
        pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
    }

    private void giveUpOld(Instant now) {
        for (Message message : outbox.waiting()) {
            // Only a future clock makes a fresh message look old; it can't be told from a really old one.
            if (message.at().plus(GIVE_UP_AFTER).isBefore(now)) {
                say.accept("given up after " + GIVE_UP_AFTER.toDays() + " days: " + message.subject());
                outbox.drop(message);
            }
        }
    }
}
