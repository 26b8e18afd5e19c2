// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.act;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import peaceofmind.foundation.file.DurableFile;
import peaceofmind.foundation.file.StateFile;
import peaceofmind.foundation.log.ErrorText;
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
    private static final int MAX_BYTES = 64 * 1024;

    /** A process; pid and start time together are unique within a boot. */
    record RunningProcess(long pid, long startTicks) {

        static Optional<RunningProcess> of(long pid) {
            return ProcessStat.read(PROC, pid).map(stat -> new RunningProcess(pid, stat.startTicks()));
        }

        boolean isAlive() {
            return ProcessStat.read(PROC, pid)
                    .filter(stat -> stat.startTicks() == startTicks && !stat.hasExited())
                    .isPresent();
        }

        String runId() {
            return pid + ":" + startTicks;
        }
    }

    /**
     * What was read.
     *
     * @param known false when the file says nothing about the process: it is missing or was damaged
     * @param problem why it could not be read, for people; such a file is moved aside
     */
    record Loaded(SavedProcessState state, boolean known, Optional<String> problem) {}

    /** The empty state if the file is missing, unreadable or of an earlier boot. */
    static Loaded read(Path file, String bootId) {
        SavedProcessState empty = new SavedProcessState(bootId, Optional.empty(), false);
        try {
            Optional<String> text = StateFile.read(file, MAX_BYTES);
            if (text.isEmpty()) {
                return new Loaded(empty, false, Optional.empty());
            }
            JsonObject json = Json.parseObject(text.get());
            String savedBoot = json.text("boot_id").orElseThrow(() -> new JsonException("no \"boot_id\""));
            boolean stopped =
                    json.bool("stopped").orElseThrow(() -> new JsonException("\"stopped\" is neither true nor false"));
            SavedProcessState saved = new SavedProcessState(bootId, readProcess(json), stopped);
            return new Loaded(savedBoot.equals(bootId) ? saved : empty, true, Optional.empty());
        } catch (IOException | JsonException unreadable) {
            return new Loaded(
                    empty,
                    false,
                    Optional.of(file + " cannot be read (" + ErrorText.of(unreadable) + "); " + moveAside(file)));
        }
    }

    private static Optional<RunningProcess> readProcess(JsonObject json) throws JsonException {
        if (json.get("pid").isEmpty()) {
            return Optional.empty();
        }
        long pid = json.integer("pid")
                .filter(value -> value > 1 && value <= Integer.MAX_VALUE)
                .orElseThrow(() -> new JsonException("\"pid\" is no process"));
        long ticks = json.integer("start_ticks").orElseThrow(() -> new JsonException("no \"start_ticks\""));
        return Optional.of(new RunningProcess(pid, ticks));
    }

    private static String moveAside(Path file) {
        try {
            return "moved to " + DurableFile.moveAside(file).getFileName();
        } catch (IOException failure) {
            return "and it cannot be moved aside: " + ErrorText.of(failure);
        }
    }

    void save(Path file) throws IOException {
        Json.ObjectBuilder json = Json.object().put("boot_id", bootId).put("stopped", stopped);
        process.ifPresent(running -> json.put("pid", running.pid()).put("start_ticks", running.startTicks()));
        DurableFile.replace(file, json.build().toPrettyJson() + "\n");
    }
}
