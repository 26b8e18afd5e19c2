// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.takeover;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenFilesTest {

    private static final Path PROJECT = Path.of("/opt/recorder");
    private static final Path STORAGE = Path.of("/opt/recorder/temp_videos");

    @TempDir
    private Path proc;

    private void addProcess(int pid, String commandLine, String cwd, String openFile, String flags, String cgroup)
            throws Exception {
        Path process = proc.resolve(String.valueOf(pid));
        Files.createDirectories(process.resolve("fd"));
        Files.createDirectories(process.resolve("fdinfo"));
        Files.writeString(process.resolve("cmdline"), commandLine.replace(' ', '\0') + "\0");
        Files.createSymbolicLink(process.resolve("cwd"), Path.of(cwd));
        Files.createSymbolicLink(process.resolve("fd/3"), Path.of(openFile));
        Files.writeString(process.resolve("fdinfo/3"), "pos:\t0\nflags:\t" + flags + "\nmnt_id:\t29\n");
        Files.writeString(process.resolve("cgroup"), "0::" + cgroup + "\n");
    }

    private List<String> writers() throws Exception {
        return new OpenFiles(proc).writers(PROJECT, STORAGE);
    }

    @Test
    void theUnitOfAProgramThatCanWriteIsWhatToStop() throws Exception {
        addProcess(
                7,
                "python exporter.py",
                "/",
                STORAGE + "/video_metadata.db",
                "02100002",
                "/system.slice/recorder-metrics.service");
        addProcess(
                8,
                "ffmpeg -i x",
                "/",
                STORAGE + "/pending/a.mp4",
                "0100001",
                "/user.slice/user-1000.slice/user@1000.service/app.slice");
        assertThat(writers())
                .containsExactlyInAnyOrder(
                        "process 7 (python exporter.py): sudo systemctl stop recorder-metrics.service",
                        "process 8 (ffmpeg -i x): sudo kill 8");
    }

    @Test
    void readersAndProgramsElsewhereDoNotMatter() throws Exception {
        addProcess(7, "cat", "/", STORAGE + "/pending/a.mp4", "0100000", "/");
        addProcess(8, "python other.py", "/opt/recorder", "/opt/recorder/temp_videos2/a.mp4", "0100002", "/");
        assertThat(writers()).isEmpty();
    }

    @Test
    void aRecorderThatHasNothingOpenYetIsFoundByItsProgram() throws Exception {
        addProcess(
                7,
                "/opt/recorder/.venv/bin/python recorder_service.py",
                "/opt/recorder",
                "/dev/null",
                "02",
                "/system.slice/recorder.service");
        assertThat(writers()).singleElement().asString().contains("sudo systemctl stop recorder.service");
    }
}
