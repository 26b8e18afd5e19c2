// SPDX-License-Identifier: Apache-2.0
package peaceofmind.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** {@code docs/recipes.md}, compared with the files that mention the example of each recipe. */
final class RecipesTest {

    private static final Path DOCUMENT = ProjectFiles.root().resolve("docs/recipes.md");
    private static final Pattern EXAMPLE = Pattern.compile("Example: `(\\w+)`");
    private static final Pattern PATH = Pattern.compile("`([\\w./-]+/[\\w./-]+|[A-Z]+\\.md)`");

    /** Documents about the past or the reasons, which a recipe does not list. */
    private static final List<String> NOT_LISTED = List.of("docs/recipes.md", "docs/decisions/");

    private record Recipe(String title, String example, List<String> paths) {}

    @Test
    void thereAreRecipesForTheUsualAdditions() {
        assertThat(recipes())
                .extracting(Recipe::title)
                .containsExactly(
                        "A collector",
                        "An alert",
                        "A doctor check",
                        "A command",
                        "A config key",
                        "A notification channel",
                        "An upload target");
    }

    @TestFactory
    Stream<DynamicTest> everyPathExists() {
        return recipes().stream()
                .map(recipe -> DynamicTest.dynamicTest(
                        recipe.title(),
                        () -> assertThat(recipe.paths())
                                .isNotEmpty()
                                .allMatch(
                                        path -> Files.exists(ProjectFiles.root().resolve(path)))));
    }

    /** Whoever follows a recipe has touched every file of the product that the example needed. */
    @TestFactory
    Stream<DynamicTest> everyFileThatTheExampleNeededIsListed() {
        return recipes().stream()
                .map(recipe -> DynamicTest.dynamicTest(recipe.title(), () -> {
                    List<String> needed = filesThatMention(recipe.example());
                    assertThat(needed)
                            .as("files that mention %s", recipe.example())
                            .isNotEmpty();
                    assertThat(recipe.paths()).containsAll(needed);
                }));
    }

    @TestFactory
    Stream<DynamicTest> everyRecipeListsATest() {
        return recipes().stream()
                .map(recipe -> DynamicTest.dynamicTest(
                        recipe.title(),
                        () -> assertThat(recipe.paths()).anyMatch(path -> path.contains("/src/test/"))));
    }

    private static List<Recipe> recipes() {
        return Arrays.stream(ProjectFiles.text(DOCUMENT).split("\n## "))
                .skip(1)
                .map(section -> new Recipe(
                        section.lines().findFirst().orElseThrow(),
                        EXAMPLE.matcher(section)
                                .results()
                                .findFirst()
                                .orElseThrow()
                                .group(1),
                        PATH.matcher(section)
                                .results()
                                .map((MatchResult found) -> found.group(1))
                                .toList()))
                .toList();
    }

    private static List<String> filesThatMention(String name) {
        Pattern word = Pattern.compile("\\b" + name + "\\b");
        return ProjectFiles.all().stream()
                .filter(file -> {
                    String path = ProjectFiles.relative(file).toString();
                    return (path.contains("/src/main/java/")
                                    || path.startsWith("packaging/")
                                    || path.startsWith("docs/"))
                            && path.matches(".*\\.(java|md|ya?ml|json)")
                            && NOT_LISTED.stream().noneMatch(path::startsWith);
                })
                .filter(file -> word.matcher(ProjectFiles.text(file)).find())
                .map(file -> ProjectFiles.relative(file).toString())
                .toList();
    }
}
