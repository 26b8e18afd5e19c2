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
 * The state file, which outlives the watchdog: which process runs, and whether an operator stopped it.
 *
 * @param process that was started last
 */
record SavedProcessState(String bootId, Optional<RunningProcess> process, boolean stopped) {

    private static final Path PROC = Path.of("/proc");

    /** A process; pid and start time together are unique within a boot. */
    record RunningProcess(long pid, long startTicks) {

        static Optional<RunningProcess> of(long pid) {
            return ProcessStat.read(PROC, pid).map(stat -> new RunningProcess(pid, stat.startTicks()));
        }

        /** A zombie has exited; only its parent has not noticed yet. */
        boolean isAlive() {
            return ProcessStat.read(PROC, pid)
                    .filter(stat -> stat.startTicks() == startTicks && stat.state() != 'Z' && stat.state() != 'X')
                    .isPresent();
        }

        String runId() {
            return pid + ":" + startTicks;
        }
    }

    /** The empty state if the file is missing, unreadable or of an earlier boot. */
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
