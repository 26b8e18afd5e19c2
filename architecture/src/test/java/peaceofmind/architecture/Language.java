// SPDX-License-Identifier: Apache-2.0
package peaceofmind.architecture;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.stream.Stream;
import peaceofmind.architecture.WordRule.Place;

/** Finds banned words in the project's names, comments, string literals and documents. */
final class Language {

    /** Third-party files, and files in which words are data. */
    private static final List<String> NOT_OURS = List.of("/uplot/", "/src/test/resources/", "/docs/images/", "/mvnw");

    private static final int EXCERPT = 30;

    /** @param where file and line; {@code word} as it was found */
    record Violation(String where, String word, String better, String excerpt) {
        @Override
        public String toString() {
            return where + ": \"" + word + "\" (better: " + better + ") in: " + excerpt;
        }
    }

    private final List<WordRule> rules;

    Language(List<WordRule> rules) {
        this.rules = rules;
    }

    static List<WordRule> bannedWords() {
        try (InputStream list = Language.class.getResourceAsStream("/language/banned-words.txt")) {
            return WordRule.parse(new String(Objects.requireNonNull(list).readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    /** Every banned word in these files; files of unknown type are ignored. */
    List<Violation> violations(List<Path> files) throws IOException {
        List<Path> java = files.stream().filter(file -> ends(file, ".java")).toList();
        List<Violation> found = new ArrayList<>();
        for (SourceTree source : SourceTree.parse(java)) {
            found.addAll(violations(source.file(), DeclaredNames.ofJava(source)));
        }
        for (Path file : files) {
            if (NOT_OURS.stream().noneMatch(file.toString()::contains)) {
                found.addAll(violations(file, fragments(file)));
            }
        }
        return found;
    }

    private List<Fragment> fragments(Path file) {
        if (ends(file, ".java", ".css")) {
            return Prose.ofJava(ProjectFiles.text(file));
        } else if (ends(file, ".js", ".rules")) {
            return both(Prose.ofJava(ProjectFiles.text(file)), DeclaredNames.ofScript(ProjectFiles.text(file)));
        } else if (ends(file, ".md", ".html")) {
            return Prose.ofDocument(ProjectFiles.text(file));
        } else if (ends(file, ".xml")) {
            return Prose.ofXml(ProjectFiles.text(file));
        } else if (ends(file, ".sh", ".py", ".yaml", ".yml", ".service", ".conf") || isScript(file)) {
            return both(Prose.ofScript(ProjectFiles.text(file)), DeclaredNames.ofScript(ProjectFiles.text(file)));
        }
        return List.of();
    }

    private static boolean isScript(Path file) {
        return !String.valueOf(file.getFileName()).contains(".")
                && ProjectFiles.text(file).startsWith("#!");
    }

    private static boolean ends(Path file, String... ends) {
        return Stream.of(ends).anyMatch(file.toString()::endsWith);
    }

    private static List<Fragment> both(List<Fragment> some, List<Fragment> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }

    private List<Violation> violations(Path file, List<Fragment> fragments) {
        List<Violation> found = new ArrayList<>();
        for (Fragment fragment : fragments) {
            for (WordRule rule : rules) {
                if (rule.bans(fragment.place())) {
                    rule.pattern().matcher(fragment.text()).results().forEach(match -> {
                        if (fragment.place() != Place.PROSE || !isInCapitals(match.group())) {
                            found.add(violation(file, fragment, rule, match));
                        }
                    });
                }
            }
        }
        return found;
    }

    private static boolean isInCapitals(String word) {
        return word.length() > 1 && word.chars().noneMatch(Character::isLowerCase);
    }

    private static Violation violation(Path file, Fragment fragment, WordRule rule, MatchResult match) {
        String text = fragment.text();
        int line = fragment.line() + Fragment.lineAt(text, match.start()) - 1;
        String excerpt =
                text.substring(Math.max(0, match.start() - EXCERPT), Math.min(text.length(), match.end() + EXCERPT));
        return new Violation(
                ProjectFiles.relative(file) + ":" + line, oneLine(match.group()), rule.better(), oneLine(excerpt));
    }

    private static String oneLine(String text) {
        return text.replaceAll("[\\s*/#]+", " ").strip();
    }
}
