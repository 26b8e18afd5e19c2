// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.terminal;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The size of the terminal. The start script passes it, as {@code stty size} prints it: the program would load native access for it, which
 * takes as long as a whole {@code peace status}.
 *
 * @param rows empty where output is not a terminal
 * @param columns from {@link #MIN_COLUMNS} to {@link #MAX_COLUMNS}; 80 where output is not a terminal
 */
public record TerminalSize(Optional<Integer> rows, int columns) {

    static final int MIN_COLUMNS = 40;

    /** Longer lines are hard to read. */
    static final int MAX_COLUMNS = 200;

    private static final String VARIABLE = "PEACE_TERMINAL";
    private static final int DEFAULT_COLUMNS = 80;
    private static final Pattern SIZE = Pattern.compile("(\\d{1,4}) (\\d{1,4})");

    /** From the environment of this process; a size of 0, which a serial console has, is unknown. */
    public static TerminalSize of(Map<String, String> environment) {
        Matcher size = SIZE.matcher(environment.getOrDefault(VARIABLE, "").strip());
        if (!size.matches()) {
            return new TerminalSize(Optional.empty(), DEFAULT_COLUMNS);
        }
        int rows = Integer.parseInt(size.group(1));
        int columns = Integer.parseInt(size.group(2));
        return new TerminalSize(
                rows == 0 ? Optional.empty() : Optional.of(rows),
                columns == 0 ? DEFAULT_COLUMNS : Math.clamp(columns, MIN_COLUMNS, MAX_COLUMNS));
    }
}
