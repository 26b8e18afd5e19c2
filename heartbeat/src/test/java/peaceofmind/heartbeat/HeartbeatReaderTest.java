// SPDX-License-Identifier: Apache-2.0
package peaceofmind.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.heartbeat.HeartbeatReading.Absent;
import peaceofmind.heartbeat.HeartbeatReading.Present;
import peaceofmind.heartbeat.HeartbeatReading.Unreadable;

/** Ages depend only on observed changes. */
final class HeartbeatReaderTest {

    @TempDir
    private Path folder;

    private Path file = Path.of("");
    private final AtomicLong nanos =
            new AtomicLong(Long.MAX_VALUE - Duration.ofSeconds(5).toNanos());
    private Instant wallTime = Instant.parse("2026-11-23T21:35:00Z");
    private HeartbeatReader reader = reader(Optional.empty());

    @BeforeEach
    void start() {
        file = folder.resolve("heartbeat.json");
        reader = reader(Optional.empty());
    }

    @Test
    void atTheFirstReadTheFileIsAsOldAsItsModificationTimeSays() throws IOException {
        write("2026-11-23T21:34:59Z", 1);
        modifiedAt("2026-11-23T21:28:00Z");
        assertThat(reader.read()).isInstanceOfSatisfying(Present.class, present -> {
            assertThat(present.age()).isEqualTo(Duration.ofMinutes(7));
            assertThat(present.heartbeat().sequence()).hasValue(1);
        });
        assertThat(reader.isAgeKnown()).isTrue();
        advance(Duration.ofSeconds(3));
        assertThat(reader.read().age()).isEqualTo(Duration.ofSeconds(423));
    }

    @Test
    void aFileOfTheFutureIsAsOldAsItsTimestampSays() throws IOException {
        write("2026-11-23T21:34:00Z", 1);
        modifiedAt("2031-01-01T00:00:00Z");
        assertThat(reader.read().age()).isEqualTo(Duration.ofMinutes(1));
        assertThat(reader.isAgeKnown()).isTrue();
    }

    @Test
    void theAgeOfAFileWhoseTimesAreAllInTheFutureIsUnknownUntilItChanges() throws IOException {
        write("2031-01-01T00:00:00Z", 1);
        modifiedAt("2031-01-01T00:00:00Z");
        assertThat(reader.read().age()).isEqualTo(Duration.ZERO);
        assertThat(reader.isAgeKnown()).isFalse();
        advance(Duration.ofSeconds(1));
        write("2031-01-01T00:00:01Z", 2);
        reader.read();
        assertThat(reader.isAgeKnown()).isTrue();
    }

    /** As on a machine that is busy with its boot: the program of that file may have been dead for hours. */
    @Test
    void aFirstReadThatFailsMakesNoOldFileFresh() throws IOException {
        write("2026-11-23T21:28:00Z", 1);
        modifiedAt("2026-11-23T21:28:00Z");
        AtomicInteger reads = new AtomicInteger();
        HeartbeatFile realFile = new HeartbeatFile(file, Optional.empty());
        HeartbeatReader failsTwice = new HeartbeatReader(
                file,
                () -> {
                    if (reads.incrementAndGet() <= 2) {
                        throw new IOException("the disk does not respond");
                    }
                    return realFile.read();
                },
                nanos::get,
                () -> wallTime);
        assertThat(failsTwice.read()).isInstanceOf(Unreadable.class);
        assertThat(failsTwice.isAgeKnown()).isFalse();
        advance(Duration.ofSeconds(1));
        assertThat(failsTwice.read().age()).as("since the first read").isEqualTo(Duration.ofSeconds(1));
        assertThat(failsTwice.read().age()).as("by its modification time").isEqualTo(Duration.ofMinutes(7));
        assertThat(failsTwice.isAgeKnown()).isTrue();
    }

    @Test
    void noFileIsOlderThanIsPlausible() throws IOException {
        write("1970-01-01T00:00:09Z", 1);
        modifiedAt("1970-01-01T00:00:09Z");
        assertThat(reader.read().age()).isEqualTo(HeartbeatReader.MAX_FIRST_AGE);
        advance(Duration.ofSeconds(1));
        write("2026-11-23T21:35:01Z", 2);
        assertThat(reader.read().age()).isEqualTo(Duration.ZERO);
    }

    @Test
    void aClockThatIsSetAfterTheFirstReadChangesNoAge() throws IOException {
        fresh();
        reader.read();
        wallTime = Instant.parse("2039-01-01T00:00:00Z");
        advance(Duration.ofSeconds(4));
        assertThat(reader.read().age()).isEqualTo(Duration.ofSeconds(4));
    }

    /** The clock starts 5 s before it overflows, which must not affect ages. */
    @Test
    void theAgeGrowsUntilTheFileChanges() throws IOException {
        fresh();
        reader.read();
        advance(Duration.ofSeconds(4));
        assertThat(reader.read().age()).isEqualTo(Duration.ofSeconds(4));
        advance(Duration.ofSeconds(4));
        assertThat(reader.read().age()).isEqualTo(Duration.ofSeconds(8));
        write("2026-11-23T21:35:07Z", 2);
        assertThat(reader.read().age()).isEqualTo(Duration.ZERO);
    }

    @Test
    void aTimestampInTheFutureOrThePastChangesNothing() throws IOException {
        write("2099-01-01T00:00:00Z", 1);
        reader.read();
        advance(Duration.ofSeconds(2));
        write("1970-01-01T00:00:00Z", 2);
        assertThat(reader.read().age()).isEqualTo(Duration.ZERO);
    }

    @Test
    void aTouchedFileIsASignOfLifeWhereverItsTimeGoes() throws IOException {
        fresh();
        reader.read();
        for (String time : List.of("2026-11-23T21:36:00Z", "1999-01-01T00:00:00Z", "2099-01-01T00:00:00Z")) {
            advance(Duration.ofSeconds(30));
            Files.setLastModifiedTime(file, FileTime.from(Instant.parse(time)));
            assertThat(reader.read().age()).isEqualTo(Duration.ZERO);
        }
        advance(Duration.ofSeconds(30));
        assertThat(reader.read().age()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void contentThatChangesWithinOneTickOfTheFileSystemsClockIsASignOfLife() throws IOException {
        fresh();
        FileTime time = Files.getLastModifiedTime(file);
        reader.read();
        advance(Duration.ofSeconds(1));
        write("2026-11-23T21:34:59Z", 2);
        Files.setLastModifiedTime(file, time);
        assertThat(reader.read().age()).isEqualTo(Duration.ZERO);
    }

    @Test
    void anyChangeOfTheContentIsASignOfLife() throws IOException {
        Files.writeString(file, "{\"timestamp\":\"2026-11-23T21:34:59Z\",\"state\":\"ready\",\"lens\":1}");
        modifiedAt("2026-11-23T21:35:00Z");
        reader.read();
        advance(Duration.ofSeconds(1));
        Files.writeString(file, "{\"timestamp\":\"2026-11-23T21:34:59Z\",\"state\":\"ready\",\"lens\":2}");
        assertThat(reader.read().age()).isEqualTo(Duration.ZERO);
    }

    @Test
    void aMissingFileAgesFromTheFirstRead() {
        assertThat(reader.read()).isEqualTo(new Absent(Duration.ZERO));
        advance(Duration.ofSeconds(7));
        assertThat(reader.read()).isEqualTo(new Absent(Duration.ofSeconds(7)));
        assertThat(reader.lastHeartbeat()).isEmpty();
    }

    @Test
    void aVanishedFileAgesFromItsLastChangeAndTheLastHeartbeatIsKept() throws IOException {
        fresh();
        reader.read();
        Files.delete(file);
        advance(Duration.ofSeconds(3));
        assertThat(reader.read()).isEqualTo(new Absent(Duration.ofSeconds(3)));
        assertThat(reader.lastHeartbeat().orElseThrow().sequence()).hasValue(1);
    }

    @Test
    void whateverStandsInAFileThatChangesItIsASignOfLife() throws IOException {
        fresh();
        reader.read();
        List<String> mistakes = List.of(
                "",
                "{\"timesta",
                "{\"timestamp\":\"2026-11-23T21:34:59Z\",\"state\":\"ready\",\"fps\":NaN}",
                "{\"timestamp\":\"2026-11-23 21:34:59\",\"state\":\"ready\"}",
                "{\"timestamp\":1763933699,\"state\":\"ready\"}",
                "\uFEFF{\"timestamp\":\"2026-11-23T21:34:59Z\",\"state\":\"ready\"}",
                "{\"Timestamp\":\"2026-11-23T21:34:59Z\",\"State\":\"ready\"}",
                "{\"timestamp\":\"2026-11-23T21:34:59Z\",\"state\":\"ready\"}\n{\"timestamp\":\"2026-11-23T21:35:00Z\"}",
                "x".repeat(HeartbeatFile.MAX_BYTES + 1));
        for (String mistake : mistakes) {
            advance(Duration.ofSeconds(1));
            Files.writeString(file, mistake);
            assertThat(reader.read()).as(mistake).isInstanceOfSatisfying(Unreadable.class, unreadable -> {
                assertThat(unreadable.age()).isEqualTo(Duration.ZERO);
                assertThat(unreadable.fault().isRefusal()).isFalse();
            });
            advance(Duration.ofSeconds(2));
            assertThat(reader.read().age()).as(mistake).isEqualTo(Duration.ofSeconds(2));
        }
    }

    @Test
    void aRefusedFilesChangesAreNoSignsOfLife() throws IOException {
        write("2026-11-23T21:34:59Z", 1);
        reader = reader(Optional.of("somebody-else"));
        reader.read();
        advance(Duration.ofSeconds(5));
        write("2026-11-23T21:35:04Z", 2);
        assertThat(reader.read()).isInstanceOfSatisfying(Unreadable.class, refused -> {
            assertThat(refused.fault().isRefusal()).isTrue();
            assertThat(refused.age()).isEqualTo(Duration.ofSeconds(5));
        });
    }

    @Test
    void aClockThatRunsBackwardsNeverCausesANegativeAge() throws IOException {
        fresh();
        reader.read();
        advance(Duration.ofSeconds(-2));
        assertThat(reader.read().age()).isEqualTo(Duration.ZERO);
    }

    @Test
    void aHeartbeatInLatin1IsStillRead() throws IOException {
        Files.write(
                file,
                "{\"timestamp\":\"2026-11-23T21:34:59Z\",\"state\":\"pr\u00eat\"}"
                        .getBytes(StandardCharsets.ISO_8859_1));
        assertThat(reader.read()).isInstanceOf(Present.class);
    }

    private HeartbeatReader reader(Optional<String> owner) {
        return new HeartbeatReader(file, new HeartbeatFile(file, owner)::read, nanos::get, () -> wallTime);
    }

    /** Written at the very time of the first read. */
    private void fresh() throws IOException {
        write("2026-11-23T21:34:59Z", 1);
        modifiedAt("2026-11-23T21:35:00Z");
    }

    private void modifiedAt(String time) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse(time)));
    }

    private void advance(Duration duration) {
        nanos.addAndGet(duration.toNanos());
    }

    private void write(String timestamp, int sequence) throws IOException {
        Files.writeString(
                file, "{\"timestamp\":\"" + timestamp + "\",\"state\":\"ready\",\"sequence\":" + sequence + "}");
    }
}
