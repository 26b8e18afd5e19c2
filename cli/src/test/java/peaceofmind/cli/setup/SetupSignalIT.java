// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.setup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import peaceofmind.linux.Subprocess;

/** {@code peace setup} on a real terminal, ended by a signal at each question and while it applies the answers. */
class SetupSignalIT {

    private static final List<String> REPLIES = List.of(
            "gym-1",
            "gym",
            "Balaruc",
            "yes",
            "test",
            "yes",
            "https://prometheus.example.com/push",
            "4711",
            "secret-1",
            "none",
            "mail.example.com:465",
            "kim@example.com",
            "kim",
            "secret-2",
            "gym@example.com",
            "",
            "secret-3");

    private static final Set<Integer> PASSWORDS = Set.of(8, 13, 15, 16);

    @TempDir
    private Path folder;

    static Stream<Integer> questions() {
        return IntStream.range(0, REPLIES.size()).boxed();
    }

    @ParameterizedTest
    @MethodSource("questions")
    void controlCAtAQuestionChangesNothingAndKeepsTheAnswers(int question) throws Exception {
        String shown = run("^C", question, REPLIES);
        assertThat(shown)
                .startsWith("exit=130 echo=" + (PASSWORDS.contains(question) ? 0 : 1) + " echo_at_end=1")
                .contains("Interrupted: nothing was changed.");
        assertOnlyTheDraftIsWritten(question, shown);
    }

    @ParameterizedTest
    @CsvSource({"TERM, 2, 143", "TERM, 8, 143", "HUP, 2, 129", "HUP, 13, 129"})
    void theOtherSignalsDoTheSame(String signal, int question, int exit) throws Exception {
        String shown = run(signal, question, REPLIES);
        assertThat(shown)
                .startsWith("exit=" + exit + " echo=" + (PASSWORDS.contains(question) ? 0 : 1) + " echo_at_end=1")
                .contains("Interrupted: nothing was changed.");
        assertOnlyTheDraftIsWritten(question, shown);
    }

    private void assertOnlyTheDraftIsWritten(int question, String shown) throws Exception {
        Path replies = folder.resolve("peace.yaml.answers");
        if (question == 0) {
            assertThat(replies).doesNotExist();
            assertThat(shown).doesNotContain("are kept");
        } else {
            assertThat(shown).contains("Your answers, except passwords, are kept");
            assertThat(replies).content().contains("gym-1").doesNotContain("secret-");
        }
        if (question > 7) {
            assertThat(replies).content().contains("https://prometheus.example.com/push", "4711");
        }
        try (Stream<Path> all = Files.walk(folder)) {
            assertThat(all.filter(Files::isRegularFile)
                            .map(file -> folder.relativize(file).toString()))
                    .isSubsetOf("peace.yaml.answers", "typed", "interrupt.py");
        }
    }

    @Test
    void theNextRunStartsFromTheAnswersAndAsksForThePasswordsAgain() throws Exception {
        writeConfig();
        run("^C", 16, REPLIES);
        List<String> emptyLines = new ArrayList<>(REPLIES);
        emptyLines.replaceAll(reply -> reply.startsWith("secret-") ? reply : "");
        String shown = run("none", REPLIES.size(), emptyLines);
        assertThat(shown)
                .contains("the answers of the last run, which did not finish, are the current values")
                .contains("Password or token (empty line: none)");
        assertThat(folder.resolve("peace.yaml"))
                .content()
                .contains("gym-1", "Balaruc", "4711", "mail.example.com", "kim@example.com", "gym@example.com");
        assertThat(folder.resolve("etc/peace/secrets/metrics.token")).hasContent("secret-1");
        assertThat(folder.resolve("etc/peace/secrets/mail.password")).hasContent("secret-2");
        assertThat(folder.resolve("peace.yaml.answers")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({"^C, 130", "TERM, 143", "HUP, 129"})
    void whileItAppliesTheAnswersASignalLeavesAllFilesAndNamesWhatIsNotDone(String signal, int exit) throws Exception {
        writeConfig();
        String shown = run(signal, REPLIES.size(), REPLIES);
        assertThat(shown)
                .startsWith("exit=" + exit + " echo=-1 echo_at_end=1")
                .contains("written: " + folder.resolve("peace.yaml"))
                .contains(
                        "Interrupted. All files are written. NOT done, or not completely: try receivers, mail and ping.")
                .doesNotContain("Setup complete");
        assertThat(folder.resolve("peace.yaml")).content().contains("gym-1", "4711", "kim@example.com");
        assertThat(folder.resolve("etc/peace/secrets/metrics.token")).hasContent("secret-1");
        assertThat(folder.resolve("etc/peace/secrets/mail.password")).hasContent("secret-2");
        assertThat(folder.resolve("peace.yaml.answers")).doesNotExist();
    }

    /** So that nothing outside of the folder is written, and the driver is the agent. */
    private void writeConfig() throws Exception {
        Files.writeString(folder.resolve("peace.yaml"), """
                agent: {socket: %1$s/agent.sock}
                dashboard: {password_hash_file: %1$s/dashboard.hash}
                """.formatted(folder));
    }

    /** What the driver prints: exit code and echo in the first line, then all that the terminal showed, its lines unwrapped. */
    private String run(String signal, int question, List<String> replies) throws Exception {
        Path typed = Files.writeString(folder.resolve("typed"), String.join("\n", replies));
        Path driver = folder.resolve("interrupt.py");
        try (var resource = SetupSignalIT.class.getResourceAsStream("/setup/interrupt.py")) {
            Files.write(driver, Objects.requireNonNull(resource).readAllBytes());
        }
        Files.deleteIfExists(folder.resolve("agent.sock"));
        Subprocess.Result result = Subprocess.run(
                List.of(
                        "python3",
                        driver.toString(),
                        signal,
                        Integer.toString(question),
                        folder.resolve("agent.sock").toString(),
                        typed.toString(),
                        ProcessHandle.current().info().command().orElseThrow(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "peaceofmind.cli.Peace",
                        "setup",
                        "--root=" + folder,
                        "--config=" + folder.resolve("peace.yaml")),
                Duration.ofMinutes(3),
                1_000_000);
        return result instanceof Subprocess.Exited exited ? exited.output() : result.toString();
    }
}
