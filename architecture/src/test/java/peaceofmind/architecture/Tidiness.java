// SPDX-License-Identifier: Apache-2.0
package peaceofmind.architecture;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Small faults that no compiler finds. Each method returns what is wrong, or an empty list. */
final class Tidiness {

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(#[^)\\s]*)?\\)");
    private static final Pattern UNFINISHED = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|X" + "XX)\\b");

    private Tidiness() {}

    /** Links of a Markdown file to files that do not exist. */
    static List<String> deadLinks(Path markdown) {
        Path folder = Objects.requireNonNull(markdown.toAbsolutePath().getParent());
        return LINK.matcher(ProjectFiles.text(markdown))
                .results()
                .map(link -> link.group(1))
                .filter(target -> !target.matches("[a-z]+:.*"))
                .filter(target -> !Files.exists(folder.resolve(target)))
                .map(target -> markdown + " links to " + target)
                .toList();
    }

    static List<String> unfinished(Path source) {
        Matcher found = UNFINISHED.matcher(ProjectFiles.text(source));
        return found.find() ? List.of(source + " contains " + found.group()) : List.of();
    }

    /** Suppressed warnings without a comment on the same line or the one before. */
    static List<String> unexplainedSuppressions(Path source) {
        List<String> lines = ProjectFiles.text(source).lines().toList();
        List<String> violations = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String before = i == 0 ? "" : lines.get(i - 1).strip();
            boolean explained = lines.get(i).contains("//") || before.startsWith("//") || before.endsWith("*/");
            if (lines.get(i).strip().startsWith("@SuppressWarnings") && !explained) {
                violations.add(source + ":" + (i + 1) + " suppresses a warning without saying why");
            }
        }
        return violations;
    }

    /** Tests that Maven would never run because of their name. */
    static List<String> misnamedTests(Path source) {
        String name = String.valueOf(source.getFileName());
        boolean isTest = Pattern.compile("^ +@(Test|ParameterizedTest|TestFactory)\\b", Pattern.MULTILINE)
                .matcher(ProjectFiles.text(source))
                .find();
        boolean runs = name.endsWith("Test.java") || name.endsWith("IT.java") || name.endsWith("Contract.java");
        return isTest && !runs ? List.of(source + " must be named *Test or *IT") : List.of();
    }

    /** Files of a kind that carries a license line, without one. Java files are the formatter's: it writes the line itself. */
    static List<String> withoutLicense(Path file) {
        String path = file.toString();
        boolean isOthers = path.contains("/uplot/") || path.endsWith("/mvnw");
        if (isOthers || path.matches(".*\\.(png|svg|json|md)")) {
            return List.of();
        }
        String text = ProjectFiles.text(file);
        boolean carriesOne = path.matches(".*\\.(sh|py|js|css|rules)") || text.startsWith("#!");
        return carriesOne && !text.contains("SPDX-License-Identifier: Apache-2.0")
                ? List.of(file + " says no license: SPDX-License-Identifier: Apache-2.0, after the first comment")
                : List.of();
    }

    /** A script that starts with {@code #!} and is not executable. */
    static List<String> notExecutable(Path file) {
        return ProjectFiles.text(file).startsWith("#!") && !Files.isExecutable(file)
                ? List.of(file + " is a script, but not executable: chmod +x")
                : List.of();
    }
}
