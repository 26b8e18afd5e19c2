// SPDX-License-Identifier: Apache-2.0
package peaceofmind.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** ARCHITECTURE.md, compared with the rules and with the files of the checkout. */
final class ArchitecturePageTest {

    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    /** The packages of a module, where they have other names. */
    private static final Map<String, Set<String>> PACKAGES = Map.of("platform", Set.of("foundation", "linux"));

    /** Not part of the product, so that no rule is needed. */
    private static final List<String> WITHOUT_RULE = List.of("testkit", "architecture", "acceptance", "jmh");

    private final List<String> paths = ProjectFiles.all().stream()
            .map(file -> ProjectFiles.relative(file).toString())
            .toList();

    /** Module → cells of its row. */
    private final Map<String, List<String>> modules = table("| module |");

    @Test
    void theTableHasEveryModule() {
        List<String> declared = Pattern.compile("<module>(\\w+)</module>")
                .matcher(ProjectFiles.text(ProjectFiles.root().resolve("pom.xml")))
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(declared).isNotEmpty();
        assertThat(modules.keySet()).containsAll(declared);
        assertThat(modules.keySet()).allMatch(module -> paths.contains(module + "/pom.xml"));
    }

    @Test
    void everyArrowIsARule() {
        Map<String, Set<String>> rules = new ArchitectureRules("peaceofmind").arrows();
        Map<String, Set<String>> expected = new TreeMap<>();
        modules.keySet().stream()
                .filter(module -> !WITHOUT_RULE.contains(module))
                .forEach(module -> {
                    Set<String> own = PACKAGES.getOrDefault(module, Set.of(module));
                    // The packages of one module may use each other.
                    own.forEach(from -> {
                        Set<String> to = new TreeSet<>(mayUse(module));
                        to.addAll(own);
                        to.remove(from);
                        expected.put(from, to);
                    });
                });
        assertThat(rules).isEqualTo(expected);
    }

    @Test
    void everyNameExists() {
        List<String> names = table("| what | where |").values().stream()
                .flatMap(cells -> CODE.matcher(cells.getLast()).results().map(found -> found.group(1)))
                .toList();
        assertThat(names).hasSizeGreaterThan(50).allMatch(this::exists);
    }

    @Test
    void everyPackageOfAModuleExists() {
        modules.forEach((module, cells) -> assertThat(
                        CODE.matcher(cells.get(1)).results().map(found -> found.group(1)))
                .as(module)
                .allMatch(this::exists));
    }

    @Test
    void aNameThatIsGoneIsFound() {
        assertThat(exists("watchdog/NoSuchClass")).isFalse();
        assertThat(exists("nosuchpackage")).isFalse();
        assertThat(exists("docs/no-such-page.md")).isFalse();
    }

    /** The processes of the picture have a main class each. */
    @Test
    void thePictureShowsTheProcesses() {
        String picture = page().split("```", -1)[1];
        for (String process : List.of("recorder", "watchdog", "agent")) {
            String main =
                    process.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + process.substring(1) + "Main.java";
            assertThat(picture).contains(process);
            assertThat(paths).contains(process + "/src/main/java/peaceofmind/" + process + "/" + main);
        }
    }

    private Set<String> mayUse(String module) {
        String cell = Objects.requireNonNull(modules.get(module), module).getLast();
        if (cell.startsWith("as `")) {
            return mayUse(CODE.matcher(cell).results().findFirst().orElseThrow().group(1));
        }
        List<String> named =
                CODE.matcher(cell).results().map(found -> found.group(1)).toList();
        if (cell.startsWith("all of the above except")) {
            return modules.keySet().stream()
                    .takeWhile(above -> !above.equals(module))
                    .filter(above -> !named.contains(above))
                    .flatMap(above -> PACKAGES.getOrDefault(above, Set.of(above)).stream())
                    .collect(Collectors.toCollection(TreeSet::new));
        }
        return named.stream()
                .flatMap(name -> PACKAGES.getOrDefault(name, Set.of(name)).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** As a command, a path, or a class or package by the end of its path; an ellipsis stands for anything. */
    private boolean exists(String name) {
        String file = name.split(" ", 2)[0].replaceFirst("^\\./", "");
        String pattern = Arrays.stream(file.split("…", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
        Pattern path = Pattern.compile("(.*/)?" + pattern + "(\\.java|/.*)?");
        return paths.stream().anyMatch(known -> path.matcher(known).matches());
    }

    private static Map<String, List<String>> table(String header) {
        Map<String, List<String>> rows = new LinkedHashMap<>();
        page().lines()
                .dropWhile(line -> !line.startsWith(header))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> Arrays.stream(line.substring(1).split("\\|"))
                        .map(String::strip)
                        .toList())
                .forEach(cells -> rows.put(cells.getFirst().replace("`", ""), cells));
        return rows;
    }

    private static String page() {
        return ProjectFiles.text(ProjectFiles.root().resolve("ARCHITECTURE.md"));
    }
}
