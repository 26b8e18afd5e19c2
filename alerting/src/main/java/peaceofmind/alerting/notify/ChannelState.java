// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import java.util.Optional;
import java.util.function.Consumer;

/** Whether a channel works, for people: logs when it fails and when it works again. Thread-safe. */
final class ChannelState {

    private final String name;
    private final Consumer<String> warn;
    private Optional<String> problem = Optional.empty();
    private long sentCount;

    ChannelState(String name, Consumer<String> warn) {
        this.name = name;
        this.warn = warn;
    }

    /** Why the last attempt failed; empty while sending works. */
    synchronized Optional<String> problem() {
        return problem;
    }

    /** Number of messages that the receiver has accepted since the start. */
    synchronized long sentCount() {
        return sentCount;
    }

    synchronized void sent() {
        sentCount++;
        if (problem.isPresent()) {
            warn("sending notifications again");
        }
        problem = Optional.empty();
    }

    /** Logged once until a message is sent. */
    synchronized void failed(String reason) {
        if (problem.isEmpty()) {
            warn("cannot send notifications, will retry: " + reason);
        }
        problem = Optional.of(reason);
    }

    /** @param text for the log, once per message */
    synchronized void refused(String reason, String text) {
        warn(text);
        problem = Optional.of(reason);
    }

    void warn(String text) {
        warn.accept(name + ": " + text);
    }
}
