// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

final class FileSourceTest {

    @TempDir
    private Path folder;

    private Path log;
    private Instant now = Instant.parse("2026-11-25T08:00:00Z");
    private FileSource source;
    private final List<String> warnings = new ArrayList<>();

    @BeforeEach
    void open() throws IOException {
        log = folder.resolve("service.log");
        source = new FileSource(log, Optional.empty(), warnings::add);
        source.poll(now);
    }

    @AfterEach
    void close() {
        source.close();
        assertThat(source.lost()).as("lost: " + warnings).isEqualTo(warnings.size());
    }

    @Test
    void completeLinesAreReadAndAPartialOneWaits() throws IOException {
        append("one\ntwo\r\n\nthr");
        assertThat(read()).containsExactly("one", "two");
        append("ee\n");
        assertThat(read()).containsExactly("three");
    }

    @Test
    void anUnterminatedLineIsReadWhenItHasStoppedGrowing() throws IOException {
        append("one\nlast");
        assertThat(read()).containsExactly("one");
        now = now.plusSeconds(31);
        assertThat(read()).containsExactly("last");
    }

    @Test
    void invalidUtf8IsReplacedAndNulsOfAPowerCutAreRemoved() throws IOException {
        Files.write(log, new byte[] {'a', (byte) 0xff, 'b', '\n', 0, 0, 0, 'c', '\n'});
        assertThat(read()).containsExactly("a\ufffdb", "c");
    }

    @Test
    void aRenameLosesNothingAndTheOlderFileComesFirst() throws IOException {
        append("one\n");
        source.poll(now);
        Files.move(log, folder.resolve("service.log.1"));
        append("three\n");
        Files.writeString(folder.resolve("service.log.1"), "two\n", StandardOpenOption.APPEND);
        assertThat(read()).containsExactly("one", "two", "three");
    }

    @Test
    void twoRotationsWhileNothingIsSentLoseNothing() throws IOException {
        append("one\n");
        source.poll(now);
        for (int i = 2; i < 5; i++) {
            rotate();
            append("line " + i + "\n");
            now = now.plusSeconds(1);
            source.poll(now);
        }
        assertThat(read()).containsExactly("one", "line 2", "line 3", "line 4");
    }

    @Test
    void rotationsWhileTheAgentIsNotRunningAreFollowed() throws IOException {
        append("sent\none\n");
        source.poll(now);
        source.next(now);
        source.acknowledge();
        JsonObject saved = source.save();
        source.close();
        append("two\n");
        rotate();
        append("three\n");
        age(folder.resolve("service.log.1"), 20);
        rotate();
        age(folder.resolve("service.log.1"), 10);
        append("four\n");
        source = new FileSource(log, Optional.of(saved), warnings::add);
        assertThat(read()).containsExactly("one", "two", "three", "four");
    }

    @Test
    void theCopyMadeByCopytruncateIsReadToItsEndFirst() throws IOException {
        append("one\ntwo\n");
        assertThat(read()).containsExactly("one", "two");
        append("three\n");
        source.poll(now);
        Files.copy(log, folder.resolve("service.log.1"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.writeString(log, "four\n");
        assertThat(read()).containsExactly("three", "four");
    }

    @Test
    void whatAProgramStillWritesIntoTheRenamedFileIsReadAlsoAfterARestart() throws IOException {
        append("one\n");
        assertThat(read()).containsExactly("one");
        Path renamed = Files.move(log, folder.resolve("service.log.1"));
        append("two\n");
        assertThat(read()).containsExactly("two");
        now = now.plusSeconds(10);
        Files.writeString(renamed, "three\n", StandardOpenOption.APPEND);
        assertThat(read()).containsExactly("three");

        JsonObject saved = source.save();
        source.close();
        source = new FileSource(log, Optional.of(saved), warnings::add);
        Files.writeString(renamed, "four\n", StandardOpenOption.APPEND);
        assertThat(read()).containsExactly("four");
        now = now.plusSeconds(600);
        assertThat(read()).isEmpty();
        assertThat(source.save().items("segments")).as("a quiet file is closed").hasSize(1);
    }

    @Test
    void aRotatedFileThatWasSentAndThenCompressedIsNoLoss() throws IOException {
        append("one\n");
        read();
        Path renamed = Files.move(log, folder.resolve("service.log.1"));
        append("two\n");
        read();
        JsonObject saved = source.save();
        source.close();
        Files.move(renamed, folder.resolve("service.log.1.gz"));
        source = new FileSource(log, Optional.of(saved), warnings::add);
        append("three\n");
        assertThat(read()).containsExactly("three");
        assertThat(warnings).isEmpty();
    }

    @Test
    void moreRotationsThanFilesStayOpenAreNoLossWhenTheyAreSent() throws IOException {
        for (int i = 0; i < 40; i++) {
            append("line " + i + "\n");
            assertThat(read()).containsExactly("line " + i);
            Files.move(log, folder.resolve("service.log.1"), StandardCopyOption.REPLACE_EXISTING);
        }
        assertThat(warnings).isEmpty();
    }

    @Test
    void linesWrittenInTheSecondBeforeACopytruncateOfAnIdleLogAreRead() throws IOException {
        append("one\n");
        age(log, 60);
        assertThat(read()).containsExactly("one");
        append("two\n");
        Files.copy(log, folder.resolve("service.log.1"));
        Files.writeString(log, "three\n");
        assertThat(read()).containsExactly("two", "three");
    }

    @Test
    void linesWrittenIntoAnEmptyLogInTheSecondBeforeACopytruncateAreRead() throws IOException {
        Files.writeString(folder.resolve("service.log.2"), "from an earlier rotation\n");
        age(folder.resolve("service.log.2"), 90);
        append("");
        age(log, 60);
        assertThat(read()).isEmpty();
        append("one\n");
        Files.copy(log, folder.resolve("service.log.1"));
        Files.writeString(log, "");
        assertThat(read()).containsExactly("one");
        append("two\n");
        assertThat(read()).containsExactly("two");
    }

    @Test
    void aTruncationWithoutACopyRepeatsNothingOfAnOlderCopy() throws IOException {
        append("one\n");
        age(log, 60);
        read();
        Files.copy(log, folder.resolve("service.log.1"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.writeString(folder.resolve("service.log.1"), "two\n", StandardOpenOption.APPEND);
        age(folder.resolve("service.log.1"), 120);
        Files.writeString(log, "");
        assertThat(read()).isEmpty();
        append("three\n");
        assertThat(read()).containsExactly("three");
    }

    @Test
    void aTruncatedFileIsReadFromItsStart() throws IOException {
        append("one\n");
        assertThat(read()).containsExactly("one");
        Files.writeString(log, "two, longer than before\n");
        assertThat(read()).containsExactly("two, longer than before");
    }

    @Test
    void linesLostBeforeTheyWereSentAreReported() throws IOException {
        append("one\n");
        source.poll(now);
        Files.writeString(log, "");
        source.poll(now);
        append("two\n");
        assertThat(read()).containsExactly("two");
        assertThat(warnings).singleElement().asString().contains("rotated away");
    }

    /** Equal lines differ in their timestamps, and reading them again after a crash yields the same timestamps. */
    @Test
    void aLineKeepsItsTimestampHoweverOftenItIsRead() throws IOException {
        append("same\nsame\n");
        source.poll(now);
        now = now.plusSeconds(5);
        append("same\n");
        source.poll(now);
        JsonObject saved = source.save();
        List<LogEntry> first = entries();
        assertThat(first).extracting(LogEntry::nanos).doesNotHaveDuplicates().isSorted();
        source.close();
        now = now.plus(Duration.ofHours(3));
        source = new FileSource(log, Optional.of(saved), warnings::add);
        assertThat(entries()).isEqualTo(first);
    }

    @Test
    void linesFromBeforeTheFirstStartAreNotSent() throws IOException {
        source.close();
        append("old\nhalf");
        source = new FileSource(log, Optional.empty(), warnings::add);
        source.poll(now);
        append(" and half\n");
        assertThat(read()).containsExactly("half and half");
    }

    @Test
    void aLongLineIsBoundedInMemoryAndTheNextOneIsComplete() throws IOException {
        append("x".repeat(5_000_000) + "\nnext\n");
        List<String> lines = read();
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).hasSizeBetween(256 * 1024, 400_000);
        assertThat(lines.get(1)).isEqualTo("next");
    }

    @Test
    void manyRangesAreMergedAndNothingIsLost() throws IOException {
        List<String> written = new ArrayList<>();
        for (int i = 0; i < 3 * FileSegment.MAX_RANGES; i++) {
            written.add("line " + i);
            append("line " + i + "\n");
            now = now.plusSeconds(1);
            source.poll(now);
        }
        assertThat(source.save().toJson().length()).isLessThan(60 * FileSegment.MAX_RANGES);
        assertThat(read()).isEqualTo(written);
    }

    @Test
    void nothingIsReadUntilTheClockIsSet() throws IOException {
        append("one\n");
        Instant actual = now;
        now = Instant.parse("1970-01-01T00:01:00Z");
        assertThat(read()).isEmpty();
        now = actual;
        assertThat(read()).containsExactly("one");
    }

    private void append(String text) throws IOException {
        Files.writeString(log, text, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private void rotate() throws IOException {
        for (int i = 8; i >= 0; i--) {
            Path from = i == 0 ? log : folder.resolve("service.log." + i);
            if (Files.exists(from)) {
                Files.move(from, folder.resolve("service.log." + (i + 1)));
            }
        }
    }

    private static void age(Path file, int seconds) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(seconds)));
    }

    private List<String> read() throws IOException {
        return entries().stream().map(LogEntry::text).toList();
    }

    private List<LogEntry> entries() throws IOException {
        source.poll(now);
        List<LogEntry> entries = new ArrayList<>();
        for (Optional<LogEntry> entry = source.next(now); entry.isPresent(); entry = source.next(now)) {
            entries.add(entry.get());
        }
        source.acknowledge();
        assertThat(Json.object().put("a", source.save()).build().toJson()).isNotEmpty();
        return entries;
    }
}
