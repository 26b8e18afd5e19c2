package peaceofmind.cli.terminal;

import java.util.ArrayList;
import java.util.List;

/** Text for a terminal of 80 columns. */
public final class Columns {

    private static final int WIDTH = 80;

    private Columns() {}

    /**
     * Lines of a head and a text: the text is wrapped between words and stands below itself.
     *
     * @param headWidth columns of the head; a longer one is followed by one blank
     */
    public static List<String> wrap(String head, int headWidth, String text) {
        List<String> lines = new ArrayList<>();
        int width = WIDTH - headWidth;
        String left = head.length() < headWidth ? head : head + " ";
        String rest = text;
        do {
            int room = Math.max(20, lines.isEmpty() ? WIDTH - Math.max(headWidth, left.length()) : width);
            int cut = rest.length() <= room ? rest.length() : rest.lastIndexOf(' ', room);
            cut = cut <= 0 ? Math.min(room, rest.length()) : cut;
            lines.add((left + " ".repeat(Math.max(0, headWidth - left.length())) + rest.substring(0, cut))
                    .stripTrailing());
            rest = rest.substring(cut).strip();
            left = "";
        } while (!rest.isEmpty());
        return lines;
    }
}
