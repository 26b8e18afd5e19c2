// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.terminal;

import java.util.ArrayList;
import java.util.List;

/** Lays out text for the terminal, or for 80 columns. */
public final class Columns {

    private static final int WIDTH = TerminalSize.of(System.getenv()).columns();

    private static final int MIN_TEXT_WIDTH = 20;

    private Columns() {}

    /**
     * A label and a text as lines: the text is wrapped between words, and its further lines are indented to the same column.
     *
     * @param labelWidth columns of the label; a longer label is followed by one space
     */
    public static List<String> wrap(String label, int labelWidth, String text) {
        return wrap(WIDTH, label, labelWidth, text);
    }

    /** Likewise for a terminal of {@code lineWidth} columns. */
    public static List<String> wrap(int lineWidth, String label, int labelWidth, String text) {
        List<String> lines = new ArrayList<>();
        int width = lineWidth - labelWidth;
        String prefix = label.length() < labelWidth ? label : label + " ";
        String remaining = text;
        do {
            int available = Math.max(
                    MIN_TEXT_WIDTH, lines.isEmpty() ? lineWidth - Math.max(labelWidth, prefix.length()) : width);
            int cut = remaining.length() <= available ? remaining.length() : remaining.lastIndexOf(' ', available);
            cut = cut <= 0 ? Math.min(available, remaining.length()) : cut;
            lines.add((prefix + " ".repeat(Math.max(0, labelWidth - prefix.length())) + remaining.substring(0, cut))
                    .stripTrailing());
            remaining = remaining.substring(cut).strip();
            prefix = "";
        } while (!remaining.isEmpty());
        return lines;
    }
}
