// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import peaceofmind.alerting.Notification;
import peaceofmind.alerting.remote.MessageButton;
import peaceofmind.contract.alert.Severity;

/** A reply to a remote command as a message. It is sent at once or never: it has no id and no time. */
final class RemoteReply {

    private RemoteReply() {}

    static Message message(String subject, String text, List<MessageButton> buttons) {
        return new Message(
                "reply",
                "reply",
                Notification.Kind.REPLY,
                Severity.INFO,
                Instant.EPOCH,
                subject,
                text,
                "",
                "",
                Optional.empty(),
                buttons);
    }
}
