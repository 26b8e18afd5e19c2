// SPDX-License-Identifier: Apache-2.0
package peaceofmind.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TidinessTest {

    @TempDir
    private Path folder;

    @Test
    void everyLinkedFileExists() {
        assertThat(all(ProjectFiles.files("/", ".md"), Tidiness::deadLinks)).isEmpty();
    }

    @Test
    void nothingIsLeftUnfinished() {
        assertThat(all(ProjectFiles.mainSources(), Tidiness::unfinished)).isEmpty();
    }

    @Test
    void everySuppressedWarningSaysWhy() {
        assertThat(all(javaFiles(), Tidiness::unexplainedSuppressions)).isEmpty();
    }

    @Test
    void everyTestClassHasANameThatMavenRuns() {
        assertThat(all(ProjectFiles.testSources(), Tidiness::misnamedTests)).isEmpty();
    }

    @Test
    void everyScriptIsExecutable() throws IOException {
        List<Path> scripts = Stream.concat(
                        ProjectFiles.files("/scripts/", "").stream(),
                        Stream.of("mvnw", "peace", "test", "bench", "release").map(ProjectFiles.root()::resolve))
                .filter(Files::isRegularFile)
                .toList();
        assertThat(scripts).hasSizeGreaterThan(3);
        assertThat(all(scripts, Tidiness::notExecutable)).isEmpty();
    }

    @Test
    void everyScriptAndStyleSaysItsLicense() {
        assertThat(all(ProjectFiles.all(), Tidiness::withoutLicense)).isEmpty();
    }

    @Test
    void aDeadLinkWouldBeFound() throws IOException {
        Path page = Files.writeString(
                folder.resolve("page.md"),
                "[a](page.md) [b](page.md#part) [c](https://example.org/x) [d](#part) [e](gone.md) ![f](no.png)");
        assertThat(Tidiness.deadLinks(page)).hasSize(2).anyMatch(s -> s.endsWith("gone.md"));
    }

    @Test
    void unfinishedWorkWouldBeFound() throws IOException {
        assertThat(Tidiness.unfinished(source("// TO" + "DO later\n"))).hasSize(1);
        assertThat(Tidiness.unfinished(source("// nothing to do\n"))).isEmpty();
    }

    @Test
    void anUnexplainedSuppressionWouldBeFound() throws IOException {
        assertThat(Tidiness.unexplainedSuppressions(source("int a;\n@SuppressWarnings(\"all\")\nint b;\n")))
                .hasSize(1);
        assertThat(Tidiness.unexplainedSuppressions(
                        source("// The library asks for it.\n@SuppressWarnings(\"all\")\n")))
                .isEmpty();
    }

    @Test
    void aTestWithAWrongNameWouldBeFound() throws IOException {
        String text = "class Checks {\n    @Test\n    void works() {}\n}\n";
        assertThat(Tidiness.misnamedTests(source(text))).hasSize(1);
        assertThat(Tidiness.misnamedTests(Files.writeString(folder.resolve("ChecksTest.java"), text)))
                .isEmpty();
    }

    @Test
    void aScriptThatIsNotExecutableWouldBeFound() throws IOException {
        assertThat(Tidiness.notExecutable(Files.writeString(folder.resolve("run"), "#!/bin/sh\n")))
                .hasSize(1);
    }

    @Test
    void aFileWithoutALicenseWouldBeFound() throws IOException {
        Path script = Files.writeString(folder.resolve("run"), "#!/bin/sh\n");
        Path style = Files.writeString(folder.resolve("style.css"), "a {}\n");
        Path page = Files.writeString(folder.resolve("page.md"), "text\n");
        Path licensed = Files.writeString(folder.resolve("main.js"), "// SPDX-License-Identifier: Apache-2.0\n");
        assertThat(Tidiness.withoutLicense(script)).hasSize(1);
        assertThat(Tidiness.withoutLicense(style)).hasSize(1);
        assertThat(Tidiness.withoutLicense(page)).isEmpty();
        assertThat(Tidiness.withoutLicense(licensed)).isEmpty();
    }

    private Path source(String text) throws IOException {
        return Files.writeString(folder.resolve("Checks.java"), text);
    }

    private static List<Path> javaFiles() {
        return Stream.concat(ProjectFiles.mainSources().stream(), ProjectFiles.testSources().stream())
                .toList();
    }

    private static List<String> all(List<Path> files, Function<Path, List<String>> check) {
        return files.stream().flatMap(file -> check.apply(file).stream()).toList();
    }
}
