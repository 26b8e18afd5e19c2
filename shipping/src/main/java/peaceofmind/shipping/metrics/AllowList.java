// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.metrics;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The metrics to ship: names, or prefixes of names that end in {@code *}. */
final class AllowList {

    private final Set<String> names = new HashSet<>();
    private final List<String> prefixes;

    AllowList(List<String> patterns) {
        patterns.stream().filter(pattern -> !pattern.endsWith("*")).forEach(names::add);
        prefixes = patterns.stream()
                .filter(pattern -> pattern.endsWith("*"))
                .map(pattern -> pattern.substring(0, pattern.length() - 1))
                .toList();
    }

    boolean allows(String name) {
        return names.contains(name) || prefixes.stream().anyMatch(name::startsWith);
    }
}
