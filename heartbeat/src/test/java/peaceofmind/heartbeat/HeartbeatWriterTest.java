// SPDX-License-Identifier: Apache-2.0
package peaceofmind.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.heartbeat.json.Json;

/** What hangs hangs until the test releases it: a call that returns at all has not waited for it. */
@Timeout(300)
final class HeartbeatWriterTest {

    /** How long a test waits for a state that a busy machine reaches late. */
    static final Duration STATE_TIMEOUT = Duration.ofMinutes(2);

    private static final HeartbeatTime TIME = HeartbeatTime.utc(Instant.parse("2026-11-23T21:34:59Z"));

    @TempDir
    private Path folder;

    @Test
    void aMissingFolderIsCreatedAndTheHeartbeatWritten() throws Exception {
        Path file = folder.resolve("a/b/heartbeat.json");
        try (HeartbeatWriter writer = new HeartbeatWriter(file)) {
            writer.beat(heartbeat(1));
            await().atMost(STATE_TIMEOUT).until(() -> writer.written() == 1);
            assertThat(Heartbeat.parse(Files.readString(file))).isEqualTo(heartbeat(1));
            assertThat(writer.dropped()).isZero();
            assertThat(writer.lastError()).isEmpty();
        }
        assertThat(file).exists();
    }

    @Test
    void closingWritesAPendingHeartbeat() throws Exception {
        Path file = folder.resolve("heartbeat.json");
        try (HeartbeatWriter writer = new HeartbeatWriter(file)) {
            writer.beat(heartbeat(7));
        }
        await().atMost(STATE_TIMEOUT).until(() -> Files.exists(file));
        assertThat(Heartbeat.parse(Files.readString(file)).sequence()).hasValue(7);
    }

    /** A file in place of the folder fails even for root. */
    @Test
    void anImpossibleFolderIsCountedAndWritingRecovers() throws Exception {
        Path blocked = Files.writeString(folder.resolve("blocked"), "");
        Path file = blocked.resolve("heartbeat.json");
        try (HeartbeatWriter writer = new HeartbeatWriter(file)) {
            writer.beat(heartbeat(1));
            await().atMost(STATE_TIMEOUT)
                    .until(() -> writer.dropped() == 1 && writer.lastError().isPresent());
            assertThat(writer.lastError().orElseThrow())
                    .isEqualTo("cannot write " + file + ": not a folder: " + blocked);
            Files.delete(blocked);
            writer.beat(heartbeat(2));
            await().atMost(STATE_TIMEOUT).until(() -> writer.written() == 1);
            assertThat(writer.lastError()).isEmpty();
        }
    }

    @Test
    void aReadOnlyFolderIsCountedAndNotThrown() throws Exception {
        Path readOnly = Files.createDirectory(folder.resolve("read-only"));
        Files.setPosixFilePermissions(readOnly, PosixFilePermissions.fromString("r-xr-xr-x"));
        assumeThat(Files.isWritable(readOnly)).as("root can write everywhere").isFalse();
        try (HeartbeatWriter writer = new HeartbeatWriter(readOnly.resolve("heartbeat.json"))) {
            writer.beat(heartbeat(1));
            await().atMost(STATE_TIMEOUT).until(() -> writer.dropped() == 1);
        }
    }

    @Test
    void tenThousandReadsNeverSeeATornFile() throws Exception {
        Path file = folder.resolve("heartbeat.json");
        HeartbeatReader reader = new HeartbeatReader(file, Optional.empty(), System::nanoTime);
        try (HeartbeatWriter writer = new HeartbeatWriter(file)) {
            writer.beat(heartbeat(0));
            await().atMost(STATE_TIMEOUT).until(() -> writer.written() == 1);
            // On a busy machine the writer's thread has had little time after so few.
            for (int read = 1; read <= 10_000 || (writer.written() <= 100 && read < 100_000_000); read++) {
                writer.beat(heartbeat(read));
                assertThat(reader.read()).isInstanceOf(HeartbeatReading.Present.class);
            }
            assertThat(writer.written()).isGreaterThan(100);
        }
    }

    /** Opening a FIFO in place of the temporary file blocks, like a disk that hangs. */
    @Test
    void beatNeverBlocksWhileTheDiskHangsAndWritingRecovers() throws Exception {
        Path file = folder.resolve("heartbeat.json");
        Path hanging = folder.resolve(".heartbeat.json.tmp");
        HeartbeatReaderFaultTest.makeFifo(hanging);
        HeartbeatWriter writer = new HeartbeatWriter(file);
        for (int beat = 0; beat < 1000; beat++) {
            writer.beat(heartbeat(beat));
        }
        assertThat(writer.written()).isZero();
        assertThat(writer.dropped()).isGreaterThanOrEqualTo(998);
        assertThat(Files.readString(hanging)).isNotEmpty();
        await().atMost(STATE_TIMEOUT).until(() -> writer.written() == 2);
        assertThat(Heartbeat.parse(Files.readString(file)).sequence()).hasValue(999);
        writer.close();
    }

    @Test
    void closingDoesNotWaitForADiskThatHangs() throws Exception {
        HeartbeatReaderFaultTest.makeFifo(folder.resolve(".heartbeat.json.tmp"));
        HeartbeatWriter writer = new HeartbeatWriter(folder.resolve("heartbeat.json"));
        writer.beat(heartbeat(1));
        writer.close();
        assertThat(Files.readString(folder.resolve(".heartbeat.json.tmp"))).isNotEmpty();
    }

    static Heartbeat heartbeat(long sequence) {
        return new Heartbeat(
                TIME,
                "ready",
                Json.object()
                        .put("timestamp", TIME.toString())
                        .put("state", "ready")
                        .put("sequence", sequence)
                        .put("padding", "x".repeat((int) (sequence % 3000)))
                        .build());
    }

    static boolean isRoot(Path folder) throws IOException {
        return Files.getAttribute(folder, "unix:uid").equals(0);
    }
}
