// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.config;

import java.util.Set;

/** Names of systemd's units, as people type them (systemd.unit(5)). */
public final class UnitName {

    private static final Set<String> TYPES = Set.of(
            "service", "socket", "target", "device", "mount", "automount", "swap", "timer", "path", "slice", "scope");

    private UnitName() {}

    /** The name as systemd knows it: without a type it is a service's, as for systemctl(1). Patterns stay as they are. */
    public static String complete(String typed) {
        return isPattern(typed) || TYPES.contains(type(typed)) ? typed : typed + ".service";
    }

    /** Whether it can be the name of one service. */
    public static boolean isService(String name) {
        return name.matches("[A-Za-z0-9:_.@\\\\-]{1,247}[.]service");
    }

    private static boolean isPattern(String name) {
        return name.chars().anyMatch(c -> c == '*' || c == '?' || c == '[');
    }

    private static String type(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
