// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.foundation.time.Clock;

final class LogTest {

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream console = new ByteArrayOutputStream();

    @Test
    void onAConsoleEachLineHasTimeAndLevel() {
        Log log = log(Map.of(), Optional.empty());
        log.info("up");
        log.warn("two\nlines");
        log.error("down");
        assertThat(lines()).hasSize(3);
        assertThat(lines()[0]).matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d INFO up");
        assertThat(lines()[1]).endsWith(" WARNING two | lines");
        assertThat(lines()[2]).endsWith(" ERROR down");
    }

    @Test
    void underTheJournalEachLineHasItsPriorityAndNoTime() throws IOException {
        Path file = folder.resolve("peace.log");
        Log log = log(Map.of("JOURNAL_STREAM", "8:1"), Optional.of(new LogFile(file, 10_000)));
        log.info("up");
        log.warn("hm");
        log.error("down");
        assertThat(lines()).containsExactly("<6>up", "<4>hm", "<3>down");
        assertThat(Files.readAllLines(file)).hasSize(3).allMatch(line -> line.startsWith("20"));
    }

    @Test
    void aLinkInTheFilesPlaceIsNotFollowed() throws IOException {
        Path other = Files.writeString(folder.resolve("other"), "state");
        Path file = Files.createSymbolicLink(folder.resolve("peace.log"), other);
        LogFile log = new LogFile(file, 10_000);
        log.append("line");
        assertThat(other).hasContent("state");
        assertThat(log.droppedLines()).isEqualTo(1);
    }

    @Test
    void whatATerminalWouldExecuteReachesNeitherConsoleNorFile() throws IOException {
        Path file = folder.resolve("peace.log");
        log(Map.of(), Optional.of(new LogFile(file, 10_000)))
                .warn("refused: \u001b[2J\u0007\u009b31m\u202etxt\r\n2026-01-01 ERROR injected\u2028more");
        assertThat(lines())
                .singleElement()
                .asString()
                .endsWith("refused:  [2J 31m txt  | 2026-01-01 ERROR injected more");
        assertThat(Files.readString(file)).isEqualTo(lines()[0] + "\n");
    }

    @Test
    void theFileIsRotatedWithinItsSizeLimit() throws IOException {
        Path file = folder.resolve("peace.log");
        LogFile log = new LogFile(file, 1000);
        for (int line = 0; line < 200; line++) {
            log.append("line " + line + " " + "x".repeat(line % 40));
            assertThat(Files.size(file)).isLessThanOrEqualTo(500);
        }
        assertThat(Files.size(folder.resolve("peace.log.1"))).isBetween(400L, 500L);
        assertThat(Files.readAllLines(file).getLast()).startsWith("line 199 ");
        assertThat(log.droppedLines()).isZero();
    }

    @Test
    void aLineThatCannotBeWrittenIsCountedAndTheNextOneTried() throws IOException {
        Path file = folder.resolve("none/peace.log");
        LogFile log = new LogFile(file, 1000);
        log.append("lost");
        assertThat(log.droppedLines()).isEqualTo(1);
        Files.createDirectory(folder.resolve("none"));
        log.append("written \ud83d!");
        assertThat(log.droppedLines()).isEqualTo(1);
        assertThat(file).hasContent("written ?!");
    }

    @Test
    void loggingDoesNotBlockOnAHungDisk() throws Exception {
        // Opening a FIFO that nobody reads blocks, like a failing disk.
        Path file = folder.resolve("peace.log");
        assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor())
                .isZero();
        LogFile log = new LogFile(file, 10_000);
        assertTimeoutPreemptively(Duration.ofMinutes(2), () -> {
            for (int line = 0; line < 1100; line++) {
                log.append("line " + line);
            }
        });
        assertThat(log.droppedLines())
                .as("more than the line being written and 1000 queued ones")
                .isBetween(99L, 100L);
        try (BufferedReader disk = Files.newBufferedReader(file)) {
            assertThat(disk.readLine()).isEqualTo("line 0");
        }
    }

    private Log log(Map<String, String> environment, Optional<LogFile> file) {
        return Log.to(new PrintStream(console, true, StandardCharsets.UTF_8), Clock.system(), environment, file);
    }

    private String[] lines() {
        return console.toString(StandardCharsets.UTF_8).strip().split("\n", -1);
    }
}
