// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import java.nio.charset.StandardCharsets;

/** Texts that fit a receiver's limit. */
final class MessageText {

    private MessageText() {}

    /** Subject and text as one. */
    static String both(Message message) {
        return message.subject() + "\n" + message.text();
    }

    /** At most that number of UTF-16 units, and an ellipsis; never half a surrogate pair. */
    static String truncate(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length;
        return text.substring(0, end) + "…";
    }

    /** At most that number of bytes in UTF-8, the ellipsis included; at least 4. */
    static String truncateBytes(String text, int maxBytes) {
        int length = text.length();
        while (truncate(text, length).getBytes(StandardCharsets.UTF_8).length > maxBytes) {
            // A unit is 1 to 3 bytes.
            int excess = truncate(text, length).getBytes(StandardCharsets.UTF_8).length - maxBytes;
            length -= Math.max(1, excess / 3);
        }
        return truncate(text, length);
    }
}
