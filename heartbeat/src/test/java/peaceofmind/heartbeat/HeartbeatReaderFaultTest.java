// SPDX-License-Identifier: Apache-2.0
package peaceofmind.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import peaceofmind.heartbeat.HeartbeatReading.Absent;
import peaceofmind.heartbeat.HeartbeatReading.Present;
import peaceofmind.heartbeat.HeartbeatReading.ReadFault;
import peaceofmind.heartbeat.HeartbeatReading.Unreadable;

/** Everything that can be found in place of a heartbeat: each has its own result, in bounded time. */
final class HeartbeatReaderFaultTest {

    private static final String VALID = "{\"timestamp\":\"2026-11-23T21:34:59Z\",\"state\":\"ready\",\"alive\":true}";

    @TempDir
    private Path folder;

    private Path file = Path.of("");

    @BeforeEach
    void nameFile() {
        file = folder.resolve("heartbeat.json");
    }

    @Test
    void aHeartbeatCutAtAnyPlaceIsTruncated() throws IOException {
        for (int length = 0; length < VALID.length(); length++) {
            Files.writeString(file, VALID.substring(0, length));
            assertFault(ReadFault.TRUNCATED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n"})
    void anEmptyFileIsTruncated(String text) throws IOException {
        Files.writeString(file, text);
        assertFault(ReadFault.TRUNCATED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello", "\0\0\0\0", "{\"a\":1}}", "{'a':1}", "<html>"})
    void textThatIsNotJsonIsReportedAsNotJson(String text) throws IOException {
        Files.writeString(file, text);
        assertFault(ReadFault.NOT_JSON);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "1", "{\"state\":\"ready\"}"})
    void otherJsonIsReportedAsNotAHeartbeat(String text) throws IOException {
        Files.writeString(file, text);
        assertFault(ReadFault.NOT_A_HEARTBEAT);
    }

    @Test
    void aHugeFileIsRefusedWithoutReadingIt() throws IOException {
        Files.writeString(file, VALID + " ".repeat(HeartbeatFile.MAX_BYTES - VALID.length()));
        assertThat(read()).isInstanceOf(Present.class);
        Files.writeString(file, VALID + " ".repeat(HeartbeatFile.MAX_BYTES - VALID.length() + 1));
        assertFault(ReadFault.TOO_LARGE);
    }

    @Test
    void aSymbolicLinkIsNotFollowed() throws IOException {
        Files.createSymbolicLink(file, Files.writeString(folder.resolve("other"), VALID));
        assertFault(ReadFault.SYMBOLIC_LINK);
    }

    @Test
    void aFolderIsNotAFile() throws IOException {
        Files.createDirectory(file);
        assertFault(ReadFault.NOT_A_FILE);
    }

    @Test
    void aFifoIsNotAFileAndIsNeverOpened() throws Exception {
        makeFifo(file);
        assertFault(ReadFault.NOT_A_FILE);
    }

    @Test
    void aFileOfAnotherUserIsRefusedAndOnesOwnIsNot() throws IOException {
        Files.writeString(file, VALID);
        HeartbeatReading reading = reader(Optional.of("somebody-else")).read();
        assertThat(reading).isInstanceOfSatisfying(Unreadable.class, wrong -> {
            assertThat(wrong.fault()).isEqualTo(ReadFault.WRONG_OWNER);
            assertThat(wrong.message()).contains(file.toString(), "somebody-else");
        });
        String self = Files.getOwner(file).getName();
        assertThat(reader(Optional.of(self)).read()).isInstanceOf(Present.class);
    }

    @Test
    void aFileWithoutReadPermissionIsReportedAsNoPermission() throws IOException {
        Files.writeString(file, VALID);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        assumeThat(Files.isReadable(file)).as("root can read everything").isFalse();
        assertFault(ReadFault.NO_PERMISSION);
    }

    @Test
    void aFileInPlaceOfTheFolderMeansThatThereIsNoHeartbeat() throws IOException {
        Files.writeString(file, VALID);
        HeartbeatReader below = new HeartbeatReader(file.resolve("below"), Optional.empty(), System::nanoTime);
        assertThat(below.read()).isInstanceOf(Absent.class);
    }

    @Test
    void anUnexpectedErrorIsReportedAsInputOutputError() {
        HeartbeatReader reader = new HeartbeatReader(
                file,
                () -> {
                    throw new IllegalStateException("broken");
                },
                System::nanoTime,
                InstantSource.system());
        assertThat(reader.read()).isInstanceOfSatisfying(Unreadable.class, broken -> {
            assertThat(broken.fault()).isEqualTo(ReadFault.INPUT_OUTPUT_ERROR);
            assertThat(broken.message()).isEqualTo("cannot read the heartbeat: broken");
        });
    }

    /** The fake hangs as if a FIFO had replaced the file just before it was opened, or as on a dead network mount. */
    @Test
    @Timeout(300)
    void aHangingDiskNeverBlocksNorAccumulatesThreads() throws Exception {
        CountDownLatch disk = new CountDownLatch(1);
        AtomicInteger reads = new AtomicInteger();
        HeartbeatReader reader = new HeartbeatReader(
                file,
                () -> {
                    reads.incrementAndGet();
                    disk.await();
                    return new HeartbeatFile.Missing();
                },
                System::nanoTime,
                InstantSource.system());
        for (int attempt = 0; attempt < 6; attempt++) {
            assertThat(reader.read())
                    .isInstanceOfSatisfying(
                            Unreadable.class,
                            hanging -> assertThat(hanging.fault()).isEqualTo(ReadFault.TIMEOUT));
        }
        assertThat(reads).hasValue(4);
        disk.countDown();
        Awaitility.await().atMost(HeartbeatWriterTest.STATE_TIMEOUT).until(() -> reader.read() instanceof Absent);
    }

    @Test
    void aFileThatIsRepeatedlyReplacedIsPresentOrAbsent() throws Exception {
        Thread writer = new Thread(() -> {
            try {
                for (int round = 0; round < 500; round++) {
                    Path next = Files.writeString(folder.resolve("next"), VALID);
                    Files.move(next, file);
                    Files.delete(file);
                }
            } catch (IOException problem) {
                throw new IllegalStateException(problem);
            }
        });
        writer.start();
        HeartbeatReader reader = reader(Optional.empty());
        while (writer.isAlive()) {
            assertThat(reader.read()).isInstanceOfAny(Present.class, Absent.class);
        }
        writer.join();
    }

    private void assertFault(ReadFault fault) {
        assertThat(read()).isInstanceOfSatisfying(Unreadable.class, unreadable -> {
            assertThat(unreadable.fault()).as(unreadable.message()).isEqualTo(fault);
            assertThat(unreadable.message()).contains(file.toString());
        });
    }

    private HeartbeatReading read() {
        return reader(Optional.empty()).read();
    }

    private HeartbeatReader reader(Optional<String> owner) {
        return new HeartbeatReader(file, owner, System::nanoTime);
    }

    static void makeFifo(Path path) throws IOException, InterruptedException {
        int exit = new ProcessBuilder("mkfifo", path.toString())
                .inheritIO()
                .start()
                .waitFor();
        assertThat(exit).as("mkfifo").isZero();
    }
}
