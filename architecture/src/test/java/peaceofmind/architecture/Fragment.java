// SPDX-License-Identifier: Apache-2.0
package peaceofmind.architecture;

import java.util.Locale;

/**
 * A piece of a file whose language is checked.
 *
 * @param line where it starts in the file, from 1
 * @param text for a name: its words in lower case, separated by blanks; for a type: its simple name; for prose: as in the file
 */
record Fragment(WordRule.Place place, int line, String text) {

    /** The line of a position in a file, from 1. */
    static int lineAt(String content, int position) {
        return (int) content.substring(0, position)
                        .chars()
                        .filter(c -> c == '\n')
                        .count()
                + 1;
    }

    static Fragment prose(int line, String text) {
        return new Fragment(WordRule.Place.PROSE, line, text);
    }

    static Fragment type(int line, String simpleName) {
        return new Fragment(WordRule.Place.TYPES, line, simpleName);
    }

    static Fragment name(int line, String identifier) {
        return new Fragment(WordRule.Place.NAMES, line, split(identifier));
    }

    /** {@code startTimeout}, {@code START_TIMEOUT} and {@code start-timeout} all become "start timeout". */
    static String split(String identifier) {
        return identifier
                .replaceAll("([a-z0-9])([A-Z])", "$1 $2")
                .replaceAll("([A-Z])([A-Z][a-z])", "$1 $2")
                .replaceAll("[_.$-]+", " ")
                .toLowerCase(Locale.ROOT)
                .strip();
    }
}
