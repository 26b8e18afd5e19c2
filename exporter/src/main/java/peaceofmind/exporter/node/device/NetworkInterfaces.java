package peaceofmind.exporter.node.device;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import peaceofmind.exporter.node.read.TextScanner;

/** The network interfaces, as {@code /proc/net/dev} lists them after two lines of heading. */
final class NetworkInterfaces {

    private static final int MAX_INTERFACES = 200;

    private NetworkInterfaces() {}

    /** Walks over the table: for each interface its name, and the line behind it. */
    static List<String> forEach(TextScanner text, BiConsumer<String, TextScanner> each) {
        List<String> names = new ArrayList<>();
        while (text.nextLine() && names.size() < MAX_INTERFACES) {
            if (text.nextUntil(':') && isName(text.word())) {
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
