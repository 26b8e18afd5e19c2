// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.log;

import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Foreign text, such as a heartbeat's or a receiver's answer, on its way to a terminal or a log: without what a terminal would execute
 * (ECMA-48: ESC and the other control characters, also those above 127), and without line breaks and characters that change the
 * direction of writing, which would forge what stands around it.
 */
public final class PlainText {

    private static final Pattern UNSAFE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}]+");

    private PlainText() {}

    /** Whether a terminal might execute the character, or write what follows in another direction. Halves of surrogate pairs are safe. */
    public static boolean isUnsafe(char character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                // Joins emoji, and nothing else.
                character != '\u200d';
            default -> false;
        };
    }

    /** Several lines that are meant as such: each as {@link #of} returns it. */
    public static String ofLines(String text) {
        return text.lines().map(PlainText::of).collect(Collectors.joining("\n"));
    }

    /** The text on one line, each run of unsafe characters replaced by a space. */
    public static String of(String text) {
        return UNSAFE.matcher(text).replaceAll(" ");
    }
}
