// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTailTest {

    @TempDir
    private Path folder;

    private Path file;
    private LogTail tail;

    @BeforeEach
    void createFile() throws IOException {
        file = Files.writeString(folder.resolve("service.log"), "one\ntwo\n");
        tail = new LogTail(file);
    }

    @Test
    void startsAtTheEndAndContinuesWithNewLines() throws Exception {
        assertThat(tail.poll()).containsExactly("one", "two");
        assertThat(tail.poll()).isEmpty();
        append("three\n");
        assertThat(tail.poll()).containsExactly("three");
    }

    @Test
    void anIncompleteLineIsHeldBackUntilItIsComplete() throws Exception {
        tail.poll();
        append("thr");
        assertThat(tail.poll()).isEmpty();
        append("ee\nfo");
        assertThat(tail.poll()).containsExactly("three");
    }

    @Test
    void aRotatedFileIsReadFromItsStart() throws Exception {
        tail.poll();
        Files.move(file, folder.resolve("service.log.1"));
        Files.writeString(file, "new and longer than before\n");
        assertThat(tail.poll()).containsExactly("new and longer than before");
    }

    @Test
    void aTruncatedFileIsReadFromItsStart() throws Exception {
        tail.poll();
        Files.writeString(file, "cut\n");
        assertThat(tail.poll()).containsExactly("cut");
    }

    @Test
    void onlyTheEndOfALargeFileIsReadWithoutPartialLines() throws Exception {
        Files.writeString(file, "x".repeat(60) + "\n");
        for (int i = 0; i < 5_000; i++) {
            append("line number " + i + " of many\n");
        }
        assertThat(new LogTail(file).poll())
                .hasSizeLessThan(5_000)
                .allMatch(line -> line.matches("line number \\d+ of many"));
    }

    @Test
    void tooMuchAtOnceIsOmittedWithANote() throws Exception {
        tail.poll();
        append(("y".repeat(99) + "\n").repeat(3_000));
        assertThat(tail.poll().getFirst()).contains("left out");
    }

    @Test
    void aLinkIsRejected() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link.log"), file);
        assertThatThrownBy(() -> new LogTail(link).poll()).isInstanceOf(IOException.class);
    }

    @Test
    void linesAreClassifiedAsErrorWarningOrInfo() {
        assertThat(LogSources.classify("2026-11-25 08:00:00 ERROR no camera").text("level"))
                .contains("error");
        assertThat(LogSources.classify("kernel: Under-voltage detected!").text("level"))
                .contains("error");
        assertThat(LogSources.classify("2026-11-25 08:00:00 WARNING slow").text("level"))
                .contains("warning");
        assertThat(LogSources.classify("2026-11-25 08:00:00 INFO 0 failed").text("level"))
                .contains("info");
    }

    private void append(String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.APPEND);
    }
}
