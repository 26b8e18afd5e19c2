// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static peaceofmind.testkit.Eventually.STATE_TIMEOUT;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.testkit.FakeClock;

/** A script in place of journalctl prints the content of a file and records its arguments. */
class JournalTailTest {

    private static final String TWO_LINES = """
            2026-11-25T12:00:00+0000 gym kernel: one
            2026-11-25T12:00:01+0000 gym kernel: two
            -- cursor: s=abc;i=2
            """;

    @TempDir
    private Path folder;

    private final FakeClock clock = new FakeClock();
    private JournalTail tail;

    @BeforeEach
    void createJournalctl() throws IOException {
        Path program = Files.writeString(folder.resolve("journalctl"), """
                #!/bin/sh
                echo "$@" >>%1$s/calls
                case "$*" in *"-n 0"*) echo "-- cursor: s=end"; exit 0 ;; esac
                [ -e %1$s/fails ] && { echo "No journal files were found." >&2; exit 1; }
                cat %1$s/printed
                """.formatted(folder));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        tail = new JournalTail(clock, List.of(program.toString()), STATE_TIMEOUT);
    }

    @Test
    void startsAtTheEndAndContinuesAfterTheCursor() throws Exception {
        print(TWO_LINES);
        assertThat(tail.poll())
                .containsExactly(
                        "2026-11-25T12:00:00+0000 gym kernel: one", "2026-11-25T12:00:01+0000 gym kernel: two");
        print("-- cursor: s=abc;i=2\n");
        assertThat(pollLater()).isEmpty();
        assertThat(Files.readAllLines(folder.resolve("calls")))
                .hasSize(2)
                .last()
                .asString()
                .endsWith("--after-cursor=s=abc;i=2");
    }

    @Test
    void theJournalOfOneUnitIsThatUnitsAlone() throws Exception {
        print(TWO_LINES);
        new JournalTail(clock, List.of(folder.resolve("journalctl").toString(), "--unit=web.service"), STATE_TIMEOUT)
                .poll();
        assertThat(Files.readAllLines(folder.resolve("calls")))
                .singleElement()
                .asString()
                .startsWith("--unit=web.service --no-pager");
    }

    @Test
    void twoPollsWithinThreeSecondsRunOneProcess() throws Exception {
        print(TWO_LINES);
        tail.poll();
        clock.advance(Duration.ofMillis(500));
        assertThat(tail.poll()).isEmpty();
        assertThat(Files.readAllLines(folder.resolve("calls"))).hasSize(1);
    }

    @Test
    void withoutNewLinesOrCursorThePreviousCursorIsUsed() throws Exception {
        print(TWO_LINES);
        tail.poll();
        print("");
        assertThat(pollLater()).isEmpty();
        pollLater();
        assertThat(Files.readAllLines(folder.resolve("calls")))
                .last()
                .asString()
                .endsWith("=s=abc;i=2");
    }

    @Test
    void aFailureIsReportedWithJournalctlsMessageUntilItRecovers() throws Exception {
        Files.createFile(folder.resolve("fails"));
        assertThatThrownBy(tail::poll).isInstanceOf(IOException.class).hasMessageContaining("No journal files");
        Files.delete(folder.resolve("fails"));
        print(TWO_LINES);
        assertThat(pollLater()).hasSize(2);
    }

    @Test
    void aMissingJournalctlIsReported() {
        JournalTail missing =
                new JournalTail(clock, List.of(folder.resolve("nothing").toString()), STATE_TIMEOUT);
        assertThatThrownBy(missing::poll).isInstanceOf(IOException.class).hasMessageContaining("cannot run");
    }

    @Test
    void excessOutputIsNotShownRepeatedly() throws Exception {
        print("2026-11-25T12:00:00+0000 gym kernel: long ".repeat(10_000) + "\n" + TWO_LINES);
        assertThat(tail.poll()).last().asString().contains("some lines were left out");
        print("-- cursor: s=end\n");
        assertThat(pollLater()).isEmpty();
        assertThat(Files.readAllLines(folder.resolve("calls")))
                .last()
                .asString()
                .endsWith("--after-cursor=s=end");
    }

    private List<String> pollLater() throws Exception {
        clock.advance(Duration.ofSeconds(4));
        return tail.poll();
    }

    private void print(String text) throws IOException {
        Files.writeString(folder.resolve("printed"), text);
    }
}
