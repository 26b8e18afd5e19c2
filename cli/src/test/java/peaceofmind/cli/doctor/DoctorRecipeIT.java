// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** Follows the recipe for a doctor check in {@code docs/recipes.md} to the letter, and runs the result. */
class DoctorRecipeIT {

    private static final Path PROJECT =
            Objects.requireNonNull(Path.of("").toAbsolutePath().getParent());
    private static final Pattern BLOCK =
            Pattern.compile("^```(java|diff) (\\S+)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

    @TempDir
    private Path folder;

    @Test
    void aCheckThatIsAddedByTheRecipeIsRunByDoctor() throws Exception {
        List<Path> sources = follow(recipe());
        assertThat(sources).as("files of the recipe").hasSizeGreaterThan(1);

        Path classes = compile(sources);

        JsonObject found = doctor(classes).items("checks").stream()
                .map(JsonObject.class::cast)
                .filter(check -> check.text("name").orElseThrow().equals("swap"))
                .findFirst()
                .orElseThrow();
        assertThat(found.text("verdict"))
                .hasValueSatisfying(verdict -> assertThat(verdict).isIn("good", "attention", "cannot_tell"));
        assertThat(found.text("why")).contains("swapping wears an SD card out");
    }

    /** Writes what the recipe's blocks say below {@link #folder}. */
    private List<Path> follow(String recipe) throws IOException {
        List<Path> written = new ArrayList<>();
        for (MatchResult block : BLOCK.matcher(recipe).results().toList()) {
            String path = block.group(2);
            String text = block.group(3);
            if (block.group(1).equals("java")) {
                assertThat(PROJECT.resolve(path)).as("a new file").doesNotExist();
            } else {
                text = changed(Files.readString(PROJECT.resolve(path)), text);
            }
            assertThat(recipe.indexOf("`" + path + "`") >= 0 || path.endsWith("SwapCheck.java"))
                    .as("the recipe's list has %s", path)
                    .isTrue();
            Path file = folder.resolve(path);
            Files.createDirectories(file.getParent());
            written.add(Files.writeString(file, text));
        }
        return written;
    }

    /** Adds the lines with a plus after the line before them, which must exist once. */
    private static String changed(String source, String diff) {
        List<String> lines = new ArrayList<>(source.lines().toList());
        String previous = "";
        for (String line : diff.lines().toList()) {
            String content = line.substring(1);
            if (line.startsWith("+")) {
                String anchor = previous;
                assertThat(lines).filteredOn(anchor::equals).as(anchor).hasSize(1);
                lines.add(lines.indexOf(anchor) + 1, content);
            }
            previous = content;
        }
        return String.join("\n", lines);
    }

    private Path compile(List<Path> sources) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        Path classes = Files.createDirectory(folder.resolve("classes"));
        StringWriter messages = new StringWriter();
        try (var files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            boolean compiled = compiler.getTask(
                            messages,
                            files,
                            null,
                            List.of(
                                    "-d",
                                    classes.toString(),
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    "-proc:none"),
                            null,
                            files.getJavaFileObjectsFromPaths(sources))
                    .call();
            assertThat(compiled).as(messages.toString()).isTrue();
        }
        return classes;
    }

    private JsonObject doctor(Path classes) throws Exception {
        Path output = folder.resolve("doctor.json");
        Process doctor = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        classes + ":" + System.getProperty("java.class.path"),
                        "peaceofmind.cli.Peace",
                        "doctor",
                        "--json",
                        "--config",
                        Files.writeString(folder.resolve("peace.yaml"), "").toString())
                .redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(doctor.waitFor()).as("exit code").isIn(0, 1);
        return Json.parseObject(Files.readString(output));
    }

    private static String recipe() throws IOException {
        String page = Files.readString(PROJECT.resolve("docs/recipes.md"));
        return Stream.of(page.split("\n## "))
                .filter(section -> section.startsWith("A doctor check"))
                .findFirst()
                .orElseThrow();
    }
}
