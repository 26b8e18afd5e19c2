// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.takeover;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.testkit.Eventually.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real command, killed and out of space in the middle of a file, and run again. */
class ImportKilledIT {

    private static final int VIDEOS = 6;
    private static final int VIDEO_BYTES = 24 << 20;

    @TempDir
    private Path folder;

    @BeforeEach
    void createBothRecorders() throws Exception {
        ExistingFolder existing = ExistingFolder.create(folder.resolve("existing"));
        Random random = new Random(7);
        byte[] content = new byte[VIDEO_BYTES];
        for (int n = 0; n < VIDEOS; n++) {
            random.nextBytes(content);
            Files.write(existing.pending().resolve(name(n)), content);
            existing.addRow(name(n));
        }
        Files.createDirectories(ours());
        Files.writeString(
                folder.resolve("peace.yaml"),
                "recorder: {source: test, storage: " + ours() + ", refuse_below_free: 1MB, stop_below_free: 0}\n");
    }

    private static String name(int n) {
        return "recording_" + n + ".mp4";
    }

    private Path ours() {
        return folder.resolve("ours");
    }

    private Process start(String... wrapper) throws IOException {
        List<String> command = new ArrayList<>(List.of(wrapper));
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "peaceofmind.cli.Peace",
                "recorder",
                "import",
                folder.resolve("existing").toString(),
                "--config",
                folder.resolve("peace.yaml").toString()));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
    }

    private boolean isCopying() {
        try (Stream<Path> files = Files.list(ours().resolve("pending"))) {
            return files.anyMatch(file -> file.toString().endsWith(".part"));
        } catch (IOException notYet) {
            return false;
        }
    }

    private void assertCompletedByAnotherRun() throws Exception {
        assertThat(start().waitFor())
                .as(() -> contentOf(folder.resolve("output")))
                .isZero();
        assertThat(folder.resolve("output")).content().contains("Everything is accounted for.");
        for (int n = 0; n < VIDEOS; n++) {
            assertThat(ours().resolve("pending").resolve(name(n)))
                    .hasSameBinaryContentAs(
                            folder.resolve("existing/temp_videos/pending").resolve(name(n)));
        }
        assertThat(isCopying()).as("leftovers").isFalse();
    }

    private static String contentOf(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException missing) {
            return "";
        }
    }

    @Test
    void afterKill9TheNextRunTakesOverTheRest() throws Exception {
        for (int round = 0; round < 3; round++) {
            Process run = start();
            await().until(() -> isCopying() || !run.isAlive());
            run.destroyForcibly().waitFor();
        }
        assertCompletedByAnotherRun();
    }

    @Test
    void whenNoMoreCanBeWrittenItSaysSoAndTheNextRunTakesOverTheRest() throws Exception {
        // A limit of the size of files stands for a full disk: writing fails in the middle of each video.
        int exitCode = start("sh", "-c", "ulimit -f 20000; exec \"$@\"", "sh").waitFor();
        assertThat(exitCode).isOne();
        assertThat(folder.resolve("output")).content().contains("NOT taken over  row      " + name(0));
        assertThat(isCopying()).as("leftovers").isFalse();
        assertCompletedByAnotherRun();
    }
}
