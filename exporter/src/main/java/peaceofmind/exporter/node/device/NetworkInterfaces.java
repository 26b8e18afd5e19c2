// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.node.device;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import peaceofmind.exporter.node.read.TextScanner;

/** The network interfaces in {@code /proc/net/dev}, after two header lines. */
final class NetworkInterfaces {

    private static final int MAX_INTERFACES = 200;

    private NetworkInterfaces() {}

    /** Iterates over the table: passes each interface's name and the rest of its line. */
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

    /** The kernel allows up to 15 bytes without spaces and slashes; a name must not escape its folder. */
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
