// SPDX-License-Identifier: Apache-2.0
package peaceofmind.architecture;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A simple name stands for one class only, in main code and in tests, whatever the package. */
final class SimpleNames {

    private SimpleNames() {}

    /** Simple names that several top-level classes share, such as {@code Block: a/Block.java, b/Block.java}. */
    static List<String> shared(List<Path> sources) {
        Map<String, List<Path>> byName = sources.stream()
                .filter(file -> !file.endsWith("package-info.java") && !file.endsWith("module-info.java"))
                .collect(Collectors.groupingBy(
                        file -> String.valueOf(file.getFileName()), TreeMap::new, Collectors.toList()));
        return byName.entrySet().stream()
                .filter(entry -> entry.getValue().size() > 1)
                .map(entry -> entry.getKey().replace(".java", "") + ": "
                        + entry.getValue().stream()
                                .map(ProjectFiles::relative)
                                .map(Path::toString)
                                .collect(Collectors.joining(", ")))
                .toList();
    }
}
