package peaceofmind.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
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
    private HeartbeatReader reader = new HeartbeatReader(file, Optional.empty(), nanos::get);

    @BeforeEach
    void start() {
        file = folder.resolve("heartbeat.json");
        reader = new HeartbeatReader(file, Optional.empty(), nanos::get);
    }

    @Test
    void theFirstReadHasAgeZeroWhateverTheTimestampSays() throws IOException {
        write("1999-01-01T00:00:00Z", 1);
        assertThat(reader.read()).isInstanceOfSatisfying(Present.class, present -> {
            assertThat(present.age()).isEqualTo(Duration.ZERO);
            assertThat(present.heartbeat().sequence()).hasValue(1);
        });
    }

    /** The clock starts 5 s before it overflows, which must not affect ages. */
    @Test
    void theAgeGrowsUntilTheContentChanges() throws IOException {
        write("2026-11-23T21:34:59Z", 1);
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
    void rewritingTheSameContentIsNotASignOfLife() throws IOException {
        write("2026-11-23T21:34:59Z", 1);
        reader.read();
        advance(Duration.ofSeconds(30));
        write("2026-11-23T21:34:59Z", 1);
        assertThat(reader.read().age()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void anyChangeOfTheContentIsASignOfLife() throws IOException {
        Files.writeString(file, "{\"timestamp\":\"2026-11-23T21:34:59Z\",\"state\":\"ready\",\"lens\":1}");
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
        write("2026-11-23T21:34:59Z", 1);
        reader.read();
        Files.delete(file);
        advance(Duration.ofSeconds(3));
        assertThat(reader.read()).isEqualTo(new Absent(Duration.ofSeconds(3)));
        assertThat(reader.lastHeartbeat().orElseThrow().sequence()).hasValue(1);
    }

    @Test
    void anUnreadableFileInBetweenNeitherResetsNorStopsTheAge() throws IOException {
        write("2026-11-23T21:34:59Z", 1);
        reader.read();
        advance(Duration.ofSeconds(1));
        Files.writeString(file, "{\"timesta");
        assertThat(reader.read())
                .isInstanceOfSatisfying(
                        Unreadable.class, torn -> assertThat(torn.age()).isEqualTo(Duration.ofSeconds(1)));
        advance(Duration.ofSeconds(1));
        write("2026-11-23T21:34:59Z", 1);
        assertThat(reader.read().age()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void aClockThatRunsBackwardsNeverCausesANegativeAge() throws IOException {
        write("2026-11-23T21:34:59Z", 1);
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

    private void advance(Duration duration) {
        nanos.addAndGet(duration.toNanos());
    }

    private void write(String timestamp, int sequence) throws IOException {
        Files.writeString(
                file, "{\"timestamp\":\"" + timestamp + "\",\"state\":\"ready\",\"sequence\":" + sequence + "}");
    }
}
