// SPDX-License-Identifier: Apache-2.0
package peaceofmind.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a real full disk: a small tmpfs, which only root can mount. */
final class HeartbeatWriterIT {

    @TempDir
    private Path folder;

    @Test
    void aFullDiskIsCountedAndLeavesTheOldFileIntact() throws Exception {
        assumeThat(HeartbeatWriterTest.isRoot(folder)).as("only root can mount").isTrue();
        Path disk = Files.createDirectory(folder.resolve("disk"));
        assumeThat(run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk.toString()))
                .as("mounting is allowed here")
                .isZero();
        try (HeartbeatWriter writer = new HeartbeatWriter(disk.resolve("heartbeat.json"))) {
            writer.beat(HeartbeatWriterTest.heartbeat(1));
            await().until(() -> writer.written() == 1);
            fill(disk.resolve("ballast"));
            writer.beat(HeartbeatWriterTest.heartbeat(2));
            await().until(() -> writer.dropped() == 1);
            assertThat(Heartbeat.parse(Files.readString(disk.resolve("heartbeat.json")))
                            .sequence())
                    .hasValue(1);
            Files.delete(disk.resolve("ballast"));
            writer.beat(HeartbeatWriterTest.heartbeat(3));
            await().until(() -> writer.written() == 2);
        } finally {
            assertThat(run("umount", disk.toString())).isZero();
        }
    }

    private static void fill(Path ballast) throws IOException {
        try (var out = Files.newOutputStream(ballast)) {
            byte[] block = new byte[4096];
            for (int blocks = 0; blocks < 32; blocks++) {
                out.write(block);
            }
            throw new IllegalStateException("128 KiB fit on a 64 KiB disk");
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
    }
}
