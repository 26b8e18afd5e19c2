// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.remote;

/**
 * A press of a button, or what somebody sent in its place.
 *
 * @param id of the messenger; increasing with Telegram
 * @param code as received, unchecked; may be empty or of any length
 * @param sender for the journal, such as {@code user 12345}
 * @param isFromKnownSender whether the messenger says that it comes from the configured chat and a permitted user
 * @param replyId with which its receipt is confirmed; may be empty
 */
public record ReceivedCommand(String id, String code, String sender, boolean isFromKnownSender, String replyId) {

    /** Omits the code, which does not belong in logs. */
    @Override
    public String toString() {
        return "ReceivedCommand[" + id + ", " + sender + "]";
    }
}
