// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.remote;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A messenger in memory. */
final class ScriptedTransport implements CommandTransport {

    private static final long LONG_POLL_MILLIS = 10;

    /** A reply. */
    record Reply(String subject, String text, List<MessageButton> buttons) {}

    final LinkedBlockingQueue<ReceivedCommand> pending = new LinkedBlockingQueue<>();
    final List<Optional<String>> positions = new CopyOnWriteArrayList<>();
    final List<Reply> replies = new CopyOnWriteArrayList<>();
    final List<String> confirmations = new CopyOnWriteArrayList<>();
    private int nextId = 1;

    /** Somebody of the chat sends this. */
    void press(String code) {
        pending.add(new ReceivedCommand(Integer.toString(nextId++), code, "user 1", true, "q"));
    }

    /** Somebody else does. */
    void pressFromElsewhere(String code) {
        pending.add(new ReceivedCommand(Integer.toString(nextId++), code, "user 666", false, "q"));
    }

    @Override
    public Received receive(Optional<String> after) throws InterruptedException {
        positions.add(after);
        List<ReceivedCommand> all = new ArrayList<>();
        Optional.ofNullable(pending.poll(LONG_POLL_MILLIS, TimeUnit.MILLISECONDS))
                .ifPresent(all::add);
        pending.drainTo(all);
        return new Received(
                all.isEmpty() ? Optional.empty() : Optional.of(all.getLast().id()), all);
    }

    @Override
    public void confirm(ReceivedCommand command, String text) throws IOException {
        confirmations.add(text);
    }

    @Override
    public void reply(String subject, String text, List<MessageButton> buttons) {
        replies.add(new Reply(subject, text, buttons));
    }

    @Override
    public void close() {}
}
