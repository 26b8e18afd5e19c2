// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RecordLogTest {

    private static final long MAX_BYTES = 100_000;

    @TempDir
    private Path folder;

    private Path file = Path.of("");
    private RecordLog log = new RecordLog(file, MAX_BYTES);

    @BeforeEach
    void open() {
        file = folder.resolve("events.log");
        log = new RecordLog(file, MAX_BYTES);
    }

    @Test
    void recordsAreReadInTheOrderOfAppending() throws IOException {
        List<String> records =
                List.of("a", "", " blanks  ", "{\"a\":1}", "\u00fcml\u00e4ut \ud83d\ude00", "tab\tand\rreturn");
        assertThat(log.read()).isEmpty();
        for (String record : records) {
            log.append(record);
        }
        assertThat(new RecordLog(file, MAX_BYTES).read()).isEqualTo(records);
        assertThat(log.read()).isEqualTo(records);
        assertThat(log.damagedLines()).isZero();
    }

    @Test
    void aLineBreakInARecordIsRefused() {
        assertThatThrownBy(() -> log.append("a\nb")).isInstanceOf(IllegalArgumentException.class);
        assertThat(file).doesNotExist();
    }

    /** A power cut may leave any part of the file. */
    @Test
    void aFileCutAtAnyByteStillHasItsWholeLinesAndAcceptsRecords() throws IOException {
        List<String> records = List.of("first", "zw\u00f6lf \ud83d\ude00", "third");
        for (String record : records) {
            log.append(record);
        }
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length <= whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            Files.write(file, cut);
            int lines = 0;
            for (byte next : cut) {
                lines += next == '\n' ? 1 : 0;
            }
            RecordLog afterCut = new RecordLog(file, MAX_BYTES);
            List<String> read = afterCut.read();
            // If only the line break is missing, the record is intact and is read until the next append.
            assertThat(read).as("cut at %d", length).hasSizeGreaterThanOrEqualTo(lines);
            assertThat(read).isEqualTo(records.subList(0, read.size()));
            assertThat(afterCut.damagedLines()).isBetween(0L, 1L);
            afterCut.append("after");
            List<String> expected = new ArrayList<>(records.subList(0, lines));
            expected.add("after");
            assertThat(afterCut.read()).as("cut at %d", length).isEqualTo(expected);
            assertThat(afterCut.damagedLines()).isZero();
        }
    }

    @Test
    void aDamagedLineInTheMiddleIsSkippedAndCounted() throws IOException {
        for (String record : List.of("one", "two", "three")) {
            log.append(record);
        }
        Random random = new Random(7);
        byte[] whole = Files.readAllBytes(file);
        int start = indexOf(whole, (byte) '\n', 0) + 1;
        int end = indexOf(whole, (byte) '\n', start);
        for (int round = 0; round < 300; round++) {
            byte[] damaged = whole.clone();
            int at = start + random.nextInt(end - start);
            damaged[at] = (byte) (damaged[at] ^ (1 << random.nextInt(8)));
            if (damaged[at] == '\n') {
                continue;
            }
            Files.write(file, damaged);
            assertThat(log.read()).containsExactly("one", "three");
            assertThat(log.damagedLines()).isEqualTo(1);
        }
    }

    @Test
    void zerosAfterAPowerCutAreRemovedByTheNextAppend() throws IOException {
        log.append("one");
        Files.write(file, new byte[5000], StandardOpenOption.APPEND);
        RecordLog next = new RecordLog(file, MAX_BYTES);
        assertThat(next.read()).containsExactly("one");
        next.append("two");
        assertThat(next.read()).containsExactly("one", "two");
        assertThat(next.damagedLines()).isZero();
    }

    @Test
    void theSizeLimitHoldsAndAtLeastHalfOfItIsRetained() throws IOException {
        RecordLog small = new RecordLog(file, 2000);
        for (int record = 0; record < 200; record++) {
            small.append("record " + record + " " + "x".repeat(record % 50));
            assertThat(totalBytes()).isLessThanOrEqualTo(2000);
        }
        List<String> records = small.read();
        assertThat(records.getLast()).startsWith("record 199 ");
        assertThat(totalBytes()).isGreaterThan(1000);
        for (int i = 0; i < records.size(); i++) {
            assertThat(records.get(i)).startsWith("record " + (200 - records.size() + i) + " ");
        }
    }

    @Test
    void anOversizedRecordIsRefusedAndDoesNoHarm() throws IOException {
        RecordLog small = new RecordLog(file, 200);
        small.append("first");
        assertThatThrownBy(() -> small.append("x".repeat(100)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString());
        assertThat(small.read()).containsExactly("first");
    }

    @Test
    void aFailedAppendThrowsAndTheNextOneWorks() throws IOException {
        RecordLog inMissingFolder = new RecordLog(folder.resolve("none/events.log"), MAX_BYTES);
        assertThatThrownBy(() -> inMissingFolder.append("a")).isInstanceOf(IOException.class);
        Files.createDirectory(folder.resolve("none"));
        inMissingFolder.append("b");
        assertThat(inMissingFolder.read()).containsExactly("b");
    }

    /** The reader is another process with its own instance. There must be no gap in the records that it reads. */
    @Test
    void aConcurrentReaderNeverMissesARecordInTheMiddle() throws IOException {
        RecordLog small = new RecordLog(file, 4000);
        CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
            try {
                for (int record = 0; record < 1500; record++) {
                    small.append(Integer.toString(record));
                }
            } catch (IOException problem) {
                throw new IllegalStateException(problem);
            }
        });
        RecordLog reader = new RecordLog(file, 4000);
        while (!writing.isDone()) {
            List<Integer> seen = reader.read().stream().map(Integer::parseInt).toList();
            for (int i = 1; i < seen.size(); i++) {
                assertThat(seen.get(i)).isEqualTo(seen.get(i - 1) + 1);
            }
        }
        writing.join();
        assertThat(reader.read()).last().isEqualTo("1499");
    }

    private long totalBytes() throws IOException {
        Path older = folder.resolve("events.log.1");
        return Files.size(file) + (Files.exists(older) ? Files.size(older) : 0);
    }

    private static int indexOf(byte[] bytes, byte wanted, int from) {
        int at = from;
        while (bytes[at] != wanted) {
            at++;
        }
        return at;
    }
}
