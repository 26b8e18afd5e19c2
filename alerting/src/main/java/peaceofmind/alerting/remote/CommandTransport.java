// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.remote;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** How a messenger delivers commands to the device, which asks for them: nothing listens. One thread receives; replies come from any. */
public interface CommandTransport {

    /**
     * What was received at once.
     *
     * @param lastId from which to continue; empty when nothing changed
     */
    record Received(Optional<String> lastId, List<ReceivedCommand> commands) {

        public Received {
            commands = List.copyOf(commands);
        }
    }

    /**
     * Waits for commands, for a limited time.
     *
     * @param after the last id that was received; empty before the first one
     * @throws IOException when it cannot receive; says what to do, without secrets
     */
    Received receive(Optional<String> after) throws IOException, InterruptedException;

    /** Shows a short text where the button was pressed, if the messenger can. */
    void confirm(ReceivedCommand command, String text) throws IOException;

    /** Sends a message in reply. */
    void reply(String subject, String text, List<MessageButton> buttons) throws IOException;

    /** Ends its connections. */
    void close();
}
