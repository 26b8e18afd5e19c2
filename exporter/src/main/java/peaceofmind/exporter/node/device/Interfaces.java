package peaceofmind.exporter.node.device;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import peaceofmind.exporter.node.read.Text;

/** The network interfaces, as {@code /proc/net/dev} lists them after two lines of heading. */
final class Interfaces {

    private static final int MAX_INTERFACES = 200;

    private Interfaces() {}

    /** Walks over the table: for each interface its name, and the line behind it. */
    static List<String> names(Text text, BiConsumer<String, Text> each) {
        List<String> names = new ArrayList<>();
        while (text.nextLine() && names.size() < MAX_INTERFACES) {
            if (text.nextBefore(':') && isName(text.word())) {
                String name = text.word();
                names.add(name);
                each.accept(name, text);
            }
        }
        return names;
    }

    /** The kernel allows up to 15 bytes, no blank and no slash; a name must not lead out of its folder. */
    private static boolean isName(String name) {
        return name.length() <= 15
                && name.indexOf('/') < 0
                && name.indexOf(' ') < 0
                && name.indexOf('|') < 0
                && name.indexOf('\0') < 0
                && !name.equals(".")
                && !name.equals("..");
    }
}
