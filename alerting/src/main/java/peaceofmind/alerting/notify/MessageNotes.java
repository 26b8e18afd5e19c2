// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import peaceofmind.alerting.notify.RefusedMessages.RefusedMessage;
import peaceofmind.foundation.time.LocalTimestamp;

/** What is known about a message only when it is sent: that it is late, that its times are wrong, that earlier ones were refused. */
final class MessageNotes {

    private static final Duration DELAY_NOTE_AFTER = Duration.ofMinutes(5);

    private MessageNotes() {}

    /**
     * The message with the notes at its start.
     *
     * @param quotesRefusals whether subjects and reasons of refused messages are repeated
     */
    static Message add(Message message, Instant now, List<RefusedMessage> refusals, boolean quotesRefusals) {
        List<String> notes = new ArrayList<>();
        timeNote(message, now).ifPresent(notes::add);
        if (!refusals.isEmpty()) {
            notes.add(RefusedMessages.note(refusals, quotesRefusals));
        }
        return notes.isEmpty() ? message : message.withNote(String.join(" ", notes));
    }

    private static Optional<String> timeNote(Message message, Instant now) {
        Optional<ClockStamp> stamp = message.clock();
        if (stamp.isPresent() && stamp.get().timeUnknown()) {
            return Optional.of(
                    "It is not known when this happened: the device's clock had not been set, and the device was"
                            + " restarted before it was. It could not send this until " + LocalTimestamp.format(now)
                            + "; the times below are wrong.");
        }
        long correction = stamp.map(ClockStamp::correctionMillis).orElse(0L);
        if (correction != 0) {
            return Optional.of("This happened at " + LocalTimestamp.format(message.at())
                    + ". The device's clock had not been set then: the times below are "
                    + describe(Duration.ofMillis(correction)) + ".");
        }
        if (Duration.between(message.at(), now).compareTo(DELAY_NOTE_AFTER) >= 0) {
            return Optional.of("This happened at " + LocalTimestamp.format(message.at())
                    + "; the device could not send it until " + LocalTimestamp.format(now) + ".");
        }
        return Optional.empty();
    }

    private static String describe(Duration correction) {
        return MessageTemplate.formatDuration(correction.abs()) + (correction.isNegative() ? " late" : " early");
    }
}
