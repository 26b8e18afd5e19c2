// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import peaceofmind.foundation.file.DurableFile;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;
import peaceofmind.linux.CLibrary;
import peaceofmind.linux.ProcessStat;

/**
 * Saves which ffmpeg processes are running. The next start kills one that outlived its recorder: otherwise it would keep the camera busy
 * and continue writing to a file that has been salvaged.
 */
final class FfmpegPidFiles {

    private static final Path PROC = Path.of("/proc");
    private static final int SIGKILL = 9;

    private final Path folder;

    FfmpegPidFiles(Path stateFolder) {
        this.folder = stateFolder.resolve("ffmpeg");
    }

    /** Where the PIDs are saved. */
    Path folder() {
        return folder;
    }

    /** Kills processes that an earlier recorder left running; returns their number. */
    int killOrphans() throws IOException {
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        List<Path> entries;
        try (Stream<Path> found = Files.list(folder)) {
            entries = found.toList();
        }
        int killed = 0;
        for (Path entry : entries) {
            killed += killOrphan(entry) ? 1 : 0;
            Files.deleteIfExists(entry);
        }
        return killed;
    }

    private static boolean killOrphan(Path entry) throws IOException {
        try {
            JsonObject json = Json.parseObject(Files.readString(entry));
            long pid = json.integer("pid").orElse(-1L);
            long startTicks = json.integer("start_ticks").orElse(-1L);
            return isSameFfmpeg(pid, startTicks) && kill(pid, startTicks);
        } catch (JsonException malformed) {
            return false;
        }
    }

    /** A PID can be reused by another process; PID, start time and name together identify one. */
    private static boolean isSameFfmpeg(long pid, long startTicks) {
        return ProcessStat.read(PROC, pid)
                .filter(process ->
                        process.startTicks() == startTicks && process.command().startsWith("ffmpeg"))
                .isPresent();
    }

    private static boolean kill(long pid, long startTicks) throws IOException {
        try {
            CLibrary.kill(pid, SIGKILL);
            return true;
        } catch (IOException failure) {
            // It may have exited between the check and the signal, which is just as well.
            if (isSameFfmpeg(pid, startTicks)) {
                throw failure;
            }
            return false;
        }
    }

    void save(long pid) throws IOException {
        Optional<ProcessStat> process = ProcessStat.read(PROC, pid);
        if (process.isPresent()) {
            Files.createDirectories(folder);
            JsonObject entry = Json.object()
                    .put("pid", pid)
                    .put("start_ticks", process.get().startTicks())
                    .build();
            DurableFile.replace(folder.resolve(Long.toString(pid)), entry.toJson() + "\n");
        }
    }

    /** Whether the file was deleted. One that remains names a process that has exited; the next start removes it. */
    boolean delete(long pid) {
        try {
            return Files.deleteIfExists(folder.resolve(Long.toString(pid)));
        } catch (IOException notDeleted) {
            return false;
        }
    }
}
