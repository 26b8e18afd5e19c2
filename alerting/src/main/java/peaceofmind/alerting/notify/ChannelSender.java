// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import java.util.Optional;
import java.util.function.Consumer;
import peaceofmind.foundation.time.Clock;

/**
 * Sends the queued messages of one channel. Critical messages have a limit per hour, retries and a connection of their own: they wait
 * neither for the others nor for a server that is slow to accept one of them.
 */
final class ChannelSender {

    private final Channel channel;
    private final Outbox outbox;
    private final ChannelState state;
    private final SeveritySender critical;
    private final SeveritySender others;

    ChannelSender(Channel channel, Outbox outbox, int maxPerHour, Clock clock, Consumer<String> warn) {
        this(channel, outbox, maxPerHour, clock, BootClock.unknown(clock), warn);
    }

    ChannelSender(
            Channel channel, Outbox outbox, int maxPerHour, Clock clock, BootClock bootClock, Consumer<String> warn) {
        this.channel = channel;
        this.outbox = outbox;
        this.state = new ChannelState(channel.name(), warn);
        this.critical = new SeveritySender(channel, outbox, maxPerHour, clock, bootClock, state, true);
        this.others = new SeveritySender(channel, outbox, maxPerHour, clock, bootClock, state, false);
    }

    Outbox outbox() {
        return outbox;
    }

    String channelName() {
        return channel.name();
    }

    /** Why the last attempt failed; empty while sending works. */
    Optional<String> problem() {
        return state.problem();
    }

    /** Number of messages that the receiver has accepted since the start. */
    long sentCount() {
        return state.sentCount();
    }

    /** Sends critical messages until the thread is interrupted. */
    void runCritical() {
        critical.run();
    }

    /** Sends the other messages until the thread is interrupted. */
    void runOthers() {
        others.run();
    }

    /** Sends one message if one is due, a critical one first, and returns whether it was accepted. */
    boolean sendNext() {
        return critical.sendNext() || others.sendNext();
    }
}
