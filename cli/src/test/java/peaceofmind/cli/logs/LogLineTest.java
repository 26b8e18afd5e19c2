// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogLineTest {

    @TempDir
    private Path folder;

    @Test
    void timeLevelAndMessageAreRead() {
        LogLine line = LogLine.parse("2026-11-25 08:00:01 ERROR no camera", ZoneOffset.UTC);
        assertThat(line.at()).contains(Instant.parse("2026-11-25T08:00:01Z"));
        assertThat(line.level()).isEqualTo(LogLine.Level.ERROR);
        assertThat(line.message()).isEqualTo("no camera");
    }

    @Test
    void theExistingRecordersLinesAreReadToo() {
        LogLine line = LogLine.parse("2026-11-25 08:00:01,123 - WARNING - low", ZoneOffset.UTC);
        assertThat(line.level()).isEqualTo(LogLine.Level.WARNING);
        assertThat(line.message()).isEqualTo("low");
    }

    @Test
    void aLineWithoutATimeIsALine() {
        assertThat(LogLine.parse("  at peaceofmind.Main", ZoneOffset.UTC).at()).isEmpty();
        assertThat(LogLine.parse("", ZoneOffset.UTC).message()).isEmpty();
    }

    @Test
    void theEndOfAFileIsReadInWholeLines() throws Exception {
        Path file = Files.writeString(folder.resolve("x.log"), "one\ntwo\nthree\n");
        assertThat(LogFiles.tail(file, 100)).extracting(LogLine::text).containsExactly("one", "two", "three");
        assertThat(LogFiles.tail(file, 8)).extracting(LogLine::text).containsExactly("three");
        assertThat(LogFiles.tail(file, 100, text -> text.startsWith("t")))
                .extracting(LogLine::text)
                .containsExactly("two", "three");
        assertThat(LogFiles.tail(Files.createFile(folder.resolve("empty")), 8)).isEmpty();
    }

    @Test
    void theJournalIsAskedForTheSame() {
        assertThat(new JournalQuery(true, true, 20, Optional.of(Duration.ofHours(2)))
                        .command(List.of("recorder.service")))
                .containsExactly(
                        "journalctl",
                        "--no-pager",
                        "-n",
                        "20",
                        "-u",
                        "recorder.service",
                        "-f",
                        "-p",
                        "warning",
                        "--since",
                        "-7200s");
    }
}
