package peaceofmind.watchdog.act;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import peaceofmind.foundation.file.DurableFile;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;
import peaceofmind.linux.ProcessStat;

/**
 * What survives the watchdog: which process runs, and whether an operator stopped it. The state file.
 *
 * @param process that was started last; with its start time a name that is never used twice in a boot
 */
record SavedProcessState(String bootId, Optional<RunningProcess> process, boolean stopped) {

    private static final Path PROC = Path.of("/proc");

    /** A process by a name that is unique in its boot. */
    record RunningProcess(long pid, long startTicks) {

        static Optional<RunningProcess> of(long pid) {
            return ProcessStat.read(PROC, pid).map(stat -> new RunningProcess(pid, stat.startTicks()));
        }

        /** A zombie has ended; it only waits to be noticed. */
        boolean isAlive() {
            return ProcessStat.read(PROC, pid)
                    .filter(stat -> stat.startTicks() == startTicks && stat.state() != 'Z' && stat.state() != 'X')
                    .isPresent();
        }

        String runId() {
            return pid + ":" + startTicks;
        }
    }

    /** Nothing is known where there is no file, or one of an earlier boot, or one that can't be read. */
    static SavedProcessState read(Path file, String bootId) {
        SavedProcessState empty = new SavedProcessState(bootId, Optional.empty(), false);
        try {
            JsonObject json = Json.parseObject(Files.readString(file));
            if (!json.text("boot_id").equals(Optional.of(bootId))) {
                return empty;
            }
            Optional<RunningProcess> process = json.integer("pid")
                    .flatMap(pid -> json.integer("start_ticks").map(ticks -> new RunningProcess(pid, ticks)));
            return new SavedProcessState(bootId, process, json.bool("stopped").orElse(false));
        } catch (IOException | JsonException unknown) {
            return empty;
        }
    }

    void save(Path file) throws IOException {
        Json.ObjectBuilder json = Json.object().put("boot_id", bootId).put("stopped", stopped);
        process.ifPresent(running -> json.put("pid", running.pid()).put("start_ticks", running.startTicks()));
        DurableFile.replace(file, json.build().toPrettyJson() + "\n");
    }
}
