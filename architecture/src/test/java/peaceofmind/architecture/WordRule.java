// SPDX-License-Identifier: Apache-2.0
package peaceofmind.architecture;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A banned word or phrase, as read from a line of {@code banned-words.txt}.
 *
 * @param places where it is banned
 * @param pattern what to search for
 * @param better what to write instead
 * @param found an example that the pattern must match
 * @param spared an example that it must not match
 */
record WordRule(Set<Place> places, Pattern pattern, String better, String found, String spared) {

    enum Place {
        NAMES,
        TYPES,
        PROSE
    }

    private static final Pattern COLUMNS = Pattern.compile(" {2,}");

    /** What may separate the words of a phrase: blanks, and the line breaks of comments and concatenated texts. */
    private static final String GAP = "[\\\\s*/#+\"]+";

    /** @param text lines as {@code banned-words.txt} describes them at its top */
    static List<WordRule> parse(String text) {
        return text.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(WordRule::parseLine)
                .toList();
    }

    private static WordRule parseLine(String line) {
        List<String> columns = COLUMNS.splitAsStream(line).toList();
        if (columns.size() != 5) {
            throw new IllegalArgumentException("expected five columns separated by two or more blanks: " + line);
        }
        Set<Place> places = switch (columns.get(0)) {
            case "names" -> Set.of(Place.NAMES);
            case "types" -> Set.of(Place.TYPES);
            case "prose" -> Set.of(Place.PROSE);
            case "all" -> Set.of(Place.NAMES, Place.PROSE);
            default -> throw new IllegalArgumentException("expected names, types, prose or all: " + line);
        };
        Pattern pattern = places.contains(Place.TYPES)
                ? Pattern.compile("^(?:" + columns.get(1) + ")$")
                : Pattern.compile(
                        "(?<![\\w-])(?:" + columns.get(1).replaceAll(" ", GAP) + ")(?![\\w-])",
                        Pattern.CASE_INSENSITIVE);
        return new WordRule(places, pattern, columns.get(2), columns.get(3), columns.get(4));
    }

    boolean bans(Place place) {
        return places.contains(place);
    }
}
