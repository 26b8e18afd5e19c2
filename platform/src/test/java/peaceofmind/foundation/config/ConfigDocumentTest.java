// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ConfigDocumentTest {

    @TempDir
    private Path folder;

    @Test
    void everyProblemIsReportedAtOnceWithLineKeyAndSuggestion() throws ConfigException {
        ConfigDocument document = ConfigDocument.parse("peace.yml", """
                watchdog:
                  stale_after: 5 parsecs
                  stale_aftre: 20s
                  retries: 99
                  enabled: yes
                  services: one
                  limits: 7
                recoder:
                  size: -1
                """);
        read(document);
        ConfigException problem =
                catchThrowableOfType(ConfigException.class, () -> document.check(Set.of("watchdog", "recorder")));
        assertThat(problem.problems()).extracting(ConfigProblem::line).containsExactly(2, 3, 4, 5, 6, 7, 8);
        assertThat(problem.problems())
                .extracting(ConfigProblem::key)
                .containsExactly(
                        "watchdog.stale_after",
                        "watchdog.stale_aftre",
                        "watchdog.retries",
                        "watchdog.enabled",
                        "watchdog.services",
                        "watchdog.limits",
                        "recoder");
        assertThat(problem)
                .hasMessageContaining(
                        "peace.yml, line 2: watchdog.stale_after: \"5 parsecs\" is not a duration from 1s to 1h")
                .hasMessageContaining("did you mean watchdog.stale_after?")
                .hasMessageContaining("a whole number from 0 to 10")
                .hasMessageContaining("true or false")
                .hasMessageContaining("did you mean recorder?");
    }

    @Test
    void aBadValueIsReplacedByTheDefault() throws ConfigException {
        ConfigDocument document = ConfigDocument.parse("peace.yml", "watchdog: {stale_after: soon}");
        assertThat(read(document)).isEqualTo(Duration.ofSeconds(15));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "# only a comment\n",
                "---\n",
                "watchdog:\n",
                "watchdog:\n  stale_after:\n  services:\n  limits: ~\n"
            })
    void anEmptyDocumentHasOnlyDefaults(String text) throws ConfigException {
        ConfigDocument document = ConfigDocument.parse("peace.yml", text.replace("~", "null"));
        assertThat(read(document)).isEqualTo(Duration.ofSeconds(15));
        document.check(Set.of("watchdog", "recorder"));
    }

    @Test
    void theKeysThatWereReadAreListedWithTheirDescriptions() throws ConfigException {
        ConfigDocument document = ConfigDocument.empty();
        read(document);
        document.check(Set.of("watchdog"));
        assertThat(document.keys())
                .contains(new ConfigKey(
                        "watchdog.stale_after",
                        "a duration from 1s to 1h, such as 500ms, 30s, 10min, 1h or 7d",
                        "age of a dead heartbeat",
                        "15s"));
    }

    @Test
    void aCatalogueHasTheKeysOfListsToo() {
        ConfigDocument document = ConfigDocument.catalogue();
        for (ConfigSection service : document.section("watchdog").sections("services")) {
            service.text("name", "name", "recorder");
            service.section("limits").sections("parts").forEach(part -> part.path("file", "file", Path.of("/a")));
        }
        assertThat(document.keys())
                .extracting(ConfigKey::path, ConfigKey::accepts)
                .containsExactly(
                        tuple("watchdog.services[].name", "a string"),
                        tuple("watchdog.services[].limits.parts[].file", "a path"));
    }

    @Test
    void theValuesOfTheFileAreListedWithTheirLines() throws ConfigException {
        ConfigDocument document = ConfigDocument.parse("peace.yml", """
            watchdog:
              services:
                - name: x
                  logs: [a, ""]
                - {name: y}
              empty:
            """);
        assertThat(document.entries())
                .containsExactly(
                        new ConfigEntry("watchdog.services[0].name", 3, "x"),
                        new ConfigEntry("watchdog.services[0].logs[0]", 4, "a"),
                        new ConfigEntry("watchdog.services[0].logs[1]", 4, ""),
                        new ConfigEntry("watchdog.services[1].name", 5, "y"),
                        new ConfigEntry("watchdog.empty", 6, ""));
        assertThat(document.entries().get(2).key()).isEqualTo("watchdog.services[].logs[]");
    }

    @Test
    void aProblemOfAKeyThatTheFileLacksHasTheLineOfItsSection() throws ConfigException {
        ConfigDocument document =
                ConfigDocument.parse("peace.yml", "watchdog:\n  services:\n    - {name: x}\n    - {name: y}\n");
        read(document);
        document.section("watchdog").sections("services").forEach(service -> service.text("name", "name", ""));
        document.addProblem("watchdog.services[1].heartbeat", "is missing");
        document.addProblem("ship", "is missing too");
        ConfigException problem = catchThrowableOfType(ConfigException.class, () -> document.check(Set.of("watchdog")));
        assertThat(problem.problems())
                .extracting(ConfigProblem::line, ConfigProblem::key)
                .containsExactly(tuple(0, "ship"), tuple(4, "watchdog.services[1].heartbeat"));
    }

    @Test
    void anotherProcessesSectionIsLeftToThatProcess() throws ConfigException {
        ConfigDocument document = ConfigDocument.parse("peace.yml", "recorder: {anything: [1, {a: b}]}");
        read(document);
        document.check(Set.of("watchdog", "recorder"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: [1",
                "a: b: c",
                "\ta: 1",
                "a: *nobody",
                "- list",
                "text",
                "a: \"open",
                "a: @x",
                "%BAD",
                "a: \u0000"
            })
    void textThatIsNotAConfigurationIsASingleProblem(String text) {
        ConfigException problem =
                catchThrowableOfType(ConfigException.class, () -> ConfigDocument.parse("peace.yml", text));
        assertThat(problem.problems()).hasSize(1);
        assertThat(problem).hasMessageStartingWith("peace.yml");
    }

    @Test
    void aYamlErrorNamesItsLine() {
        ConfigException problem = catchThrowableOfType(
                ConfigException.class, () -> ConfigDocument.parse("peace.yml", "a:\n  b: 1\n c: 2\n"));
        assertThat(problem.problems().getFirst().line()).isEqualTo(3);
    }

    @Test
    void aDuplicateKeyIsAProblem() throws ConfigException {
        ConfigDocument document =
                ConfigDocument.parse("peace.yml", "watchdog:\n  retries: 1\n  retries: 2\nwatchdog: {}\n");
        read(document);
        ConfigException problem = catchThrowableOfType(ConfigException.class, () -> document.check(Set.of("watchdog")));
        assertThat(problem.problems()).extracting(ConfigProblem::line).containsExactly(3, 4);
        assertThat(problem).hasMessageContaining("line 3: watchdog.retries: appears twice");
    }

    /** Each level refers to the previous one ten times: 10^9 items when expanded. */
    @Test
    @Timeout(120)
    void anAliasBombIsRejected() {
        StringBuilder bomb = new StringBuilder("watchdog:\n  a0: &a0 [x]\n");
        for (int level = 1; level < 10; level++) {
            bomb.append("  a%d: &a%d [".formatted(level, level))
                    .append(("*a" + (level - 1) + ",").repeat(10))
                    .append("]\n");
        }
        ConfigException problem =
                catchThrowableOfType(ConfigException.class, () -> ConfigDocument.parse("peace.yml", bomb.toString()));
        assertThat(problem).hasMessageContaining("aliases");
    }

    @Test
    @Timeout(120)
    void deepNestingIsAProblemAndNotAStackOverflow() {
        ConfigException problem = catchThrowableOfType(
                ConfigException.class, () -> ConfigDocument.parse("peace.yml", "a: " + "[".repeat(100_000)));
        assertThat(problem).hasMessageStartingWith("peace.yml");
    }

    @Test
    void aFileThatCannotBeReadIsReportedWithItsReason() throws IOException {
        assertThat(readFailure(folder.resolve("gone.yml"))).contains("gone.yml", "no such file");
        Path latin = folder.resolve("latin.yml");
        Files.write(latin, "a: \u00e4\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(readFailure(latin)).contains("is not UTF-8 text");
        assertThat(readFailure(folder)).contains("cannot be read");
        Path huge = Files.writeString(folder.resolve("huge.yml"), "#".repeat(1024 * 1024 + 1));
        assertThat(readFailure(huge)).contains("larger than 1 MiB");
    }

    @Test
    void listsAndSectionsAreRead() throws ConfigException {
        ConfigDocument document = ConfigDocument.parse("peace.yml", """
                watchdog:
                  names: [a, "b c"]
                  single: one
                  services:
                    - name: x
                      nam: y
                    - text
                """);
        ConfigSection section = document.section("watchdog");
        assertThat(section.texts("names", "names", List.of())).containsExactly("a", "b c");
        assertThat(section.texts("single", "one", List.of())).containsExactly("one");
        assertThat(section.texts("none", "none", List.of("d"))).containsExactly("d");
        List<ConfigSection> services = section.sections("services");
        assertThat(services).hasSize(2);
        assertThat(services.getFirst().text("name", "name", "")).isEqualTo("x");
        ConfigException problem = catchThrowableOfType(ConfigException.class, () -> document.check(Set.of("watchdog")));
        assertThat(problem.problems())
                .extracting(ConfigProblem::key)
                .containsExactly("watchdog.services[0].nam", "watchdog.services[1]");
    }

    private static Duration read(ConfigDocument document) {
        ConfigSection section = document.section("watchdog");
        section.integer("retries", "number of retries", 3, 0, 10);
        section.bool("enabled", "whether it is enabled", true);
        section.sections("services");
        section.section("limits");
        return section.duration(
                "stale_after",
                "age of a dead heartbeat",
                Duration.ofSeconds(15),
                Duration.ofSeconds(1),
                Duration.ofHours(1));
    }

    private static String readFailure(Path file) {
        return String.valueOf(catchThrowableOfType(ConfigException.class, () -> ConfigDocument.read(file))
                .getMessage());
    }
}
