// SPDX-License-Identifier: Apache-2.0
package peaceofmind.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The writers of {@code heartbeat/writers}, each in a program of its language, read by our own reader. */
final class ForeignWritersIT {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TempDir
    private Path folder;

    private Optional<Process> program = Optional.empty();

    /** A program that beats ten times a second, with the state in a file; it must survive whatever happens to the disk. */
    enum Writer {
        PYTHON("python3", "heartbeat.py", """
                import sys, time
                sys.path.insert(0, sys.argv[1])
                from heartbeat import Heartbeat
                heartbeat = Heartbeat(sys.argv[2])
                while True:
                    heartbeat.beat(state=open(sys.argv[3]).read().strip(), recording_active=True)
                    time.sleep(0.1)
                """),
        SHELL("sh", "heartbeat.sh", """
                set -eu
                . "$1/heartbeat.sh"
                while true; do
                    beat "$2" "$(cat "$3")"
                    sleep 0.1
                done
                """),
        NODE("node", "heartbeat.js", """
                const { Heartbeat } = require(process.argv[2] + "/heartbeat.js");
                const heartbeat = new Heartbeat(process.argv[3]);
                const fs = require("fs");
                setInterval(() => heartbeat.beat({ state: fs.readFileSync(process.argv[4], "utf8").trim() }), 100);
                """),
        C("gcc", "heartbeat.h", """
                #include "heartbeat.h"
                int main(int count, char **arguments) {
                    while (count == 4) {
                        char state[64] = "";
                        FILE *file = fopen(arguments[3], "r");
                        if (file != NULL) {
                            if (fscanf(file, "%63s", state) == 1) heartbeat_beat(arguments[2], state);
                            fclose(file);
                        }
                        usleep(100000);
                    }
                }
                """);

        private final String needs;
        private final String file;
        private final String source;

        Writer(String needs, String file, String source) {
            this.needs = needs;
            this.file = file;
            this.source = source;
        }

        /** The command that runs the program. */
        List<String> build(Path folder) throws Exception {
            Path writers = writers();
            assertThat(writers.resolve(file)).exists();
            Path program = Files.writeString(folder.resolve(this == C ? "program.c" : "program"), source);
            if (this != C) {
                return List.of(needs, program.toString(), writers.toString());
            }
            Path binary = folder.resolve("binary");
            Process compiler = new ProcessBuilder(
                            needs,
                            "-D_GNU_SOURCE",
                            "-std=c99",
                            "-Wall",
                            "-Wextra",
                            "-Werror",
                            "-I",
                            writers.toString(),
                            "-o",
                            binary.toString(),
                            program.toString())
                    .inheritIO()
                    .start();
            assertThat(compiler.waitFor()).as("compiled without a warning").isZero();
            return List.of(binary.toString(), writers.toString());
        }

        private static Path writers() {
            return Path.of("").toAbsolutePath().resolveSibling("heartbeat").resolve("writers");
        }
    }

    @AfterEach
    void stop() {
        program.ifPresent(running -> {
            running.descendants().forEach(ProcessHandle::destroyForcibly);
            running.destroyForcibly();
        });
    }

    @ParameterizedTest
    @EnumSource
    void beatsAreFreshAndNeverTorn(Writer writer) throws Exception {
        Path file = folder.resolve("heartbeat.json");
        start(writer, file);
        awaitState(file, "ready");
        HeartbeatReader reader = new HeartbeatReader(file, Optional.empty(), System::nanoTime);
        int changes = 0;
        for (int read = 0; changes < 10; read++) {
            HeartbeatReading reading = reader.read();
            assertThat(reading).as("read %d", read).isInstanceOf(HeartbeatReading.Present.class);
            changes += read > 0 && reading.age().isZero() ? 1 : 0;
        }
        Heartbeat heartbeat = ((HeartbeatReading.Present) reader.read()).heartbeat();
        assertThat(heartbeat.pid()).hasValue(program.orElseThrow().pid());
        state("error");
        awaitState(file, "error");
    }

    @ParameterizedTest
    @EnumSource
    void aFullAndAReadOnlyDiskCostBeatsAndNotTheProgram(Writer writer) throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        assumeThat(HeartbeatWriterTest.isRoot(folder)).as("only root can mount").isTrue();
        assumeThat(run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk.toString()))
                .as("mounting is allowed here")
                .isZero();
        try {
            Path file = disk.resolve("heartbeat.json");
            start(writer, file);
            awaitState(file, "ready");
            // Again and again: the file that is being replaced takes its room with it.
            String fill = "head -c 1000000 /dev/zero >> " + disk.resolve("ballast");
            assertSilent(file, "ready", () -> run("sh", "-c", fill));
            state("full");
            assertSilent(file, "ready", () -> 0);
            Files.delete(disk.resolve("ballast"));
            awaitState(file, "full");
            assertThat(run("mount", "-o", "remount,ro", disk.toString())).isZero();
            state("read-only");
            assertSilent(file, "full", () -> 0);
            assertThat(run("mount", "-o", "remount,rw", disk.toString())).isZero();
            awaitState(file, "read-only");
        } finally {
            stop();
            run("umount", "--lazy", disk.toString());
        }
    }

    private void start(Writer writer, Path file) throws Exception {
        assumeThat(run("sh", "-c", "command -v " + writer.needs + " > /dev/null"))
                .as(writer.needs + " is installed")
                .isZero();
        List<String> command = new ArrayList<>(writer.build(folder));
        state("ready");
        command.addAll(List.of(file.toString(), folder.resolve("state").toString()));
        program = Optional.of(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start());
    }

    /** Replaced as a whole: the program reads it all the time. */
    private void state(String state) throws IOException {
        Path written = Files.writeString(folder.resolve("state.new"), state);
        Files.move(written, folder.resolve("state"), StandardCopyOption.REPLACE_EXISTING);
    }

    private void awaitState(Path file, String state) {
        await().atMost(LIMIT).untilAsserted(() -> {
            assertThat(program.orElseThrow().isAlive())
                    .as(Files.readString(folder.resolve("output")))
                    .isTrue();
            HeartbeatReading reading = new HeartbeatReader(file, Optional.empty(), System::nanoTime).read();
            assertThat(reading)
                    .isInstanceOfSatisfying(
                            HeartbeatReading.Present.class,
                            present -> assertThat(present.heartbeat().state()).isEqualTo(state));
        });
    }

    /** Several beats fail, and what stands in the file is still a whole one. */
    private void assertSilent(Path file, String state, Callable<Integer> meanwhile) {
        HeartbeatReader reader = new HeartbeatReader(file, Optional.empty(), System::nanoTime);
        await().atMost(LIMIT).until(() -> {
            meanwhile.call();
            return reader.read().age().compareTo(Duration.ofSeconds(1)) > 0;
        });
        awaitState(file, state);
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
    }
}
