// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.act;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import peaceofmind.foundation.log.PlainText;
import peaceofmind.linux.ProcessStat;
import peaceofmind.watchdog.policy.UnitState;

/**
 * Parses what a status command says, by the exit codes of init scripts (LSB): 0 it runs, 3 it does not, anything else is unknown. The first
 * word of its output is the state, in the words of systemd and of Docker; a number after it is the main process, and all that follows it
 * names the run.
 */
final class CommandStatus {

    private static final int RUNNING = 0;
    private static final int NOT_RUNNING = 3;
    private static final int MAX_DETAIL = 200;
    private static final Path PROC = Path.of("/proc");

    private CommandStatus() {}

    /**
     * @param stopped whether the watchdog stopped it: otherwise one that does not run has failed
     * @param starts by the watchdog, which names the run where the command does not
     */
    static ServiceStatus parse(int exitCode, String output, String errorOutput, boolean stopped, int starts) {
        String line =
                PlainText.of(output.strip().lines().findFirst().orElse("")).strip();
        String detail = shortened(line.isEmpty() ? PlainText.of(errorOutput.strip()) : line);
        UnitState idle = stopped ? UnitState.STOPPED : UnitState.FAILED;
        if (exitCode == NOT_RUNNING) {
            return idle(idle, detail.isEmpty() ? "not running" : detail);
        } else if (exitCode != RUNNING) {
            return idle(UnitState.UNKNOWN, "its status command exited with " + exitCode + ": " + detail);
        }
        String[] fields = line.split(" +", 3);
        UnitState state = switch (fields[0].toLowerCase(Locale.ROOT)) {
            case "exited", "dead", "failed", "created", "configured" -> idle;
            case "stopped", "inactive" -> UnitState.STOPPED;
            case "starting", "restarting", "activating" -> UnitState.ACTIVATING;
            case "stopping", "removing", "deactivating" -> UnitState.DEACTIVATING;
            default -> UnitState.ACTIVE;
        };
        if (state != UnitState.ACTIVE) {
            return idle(state, detail);
        }
        OptionalLong pid = fields.length > 1 && fields[1].matches("[1-9]\\d{0,9}")
                ? OptionalLong.of(Long.parseLong(fields[1]))
                : OptionalLong.empty();
        return new ServiceStatus(
                state, pid, Optional.of(runId(fields, pid, starts)), detail.isEmpty() ? "running" : detail);
    }

    private static String runId(String[] fields, OptionalLong pid, int starts) {
        String named = fields.length > 1 ? String.join(" ", fields).substring(fields[0].length()) : " start " + starts;
        // A number alone may come again.
        Optional<ProcessStat> process = pid.isPresent() ? ProcessStat.read(PROC, pid.getAsLong()) : Optional.empty();
        return named.strip() + process.map(stat -> ":" + stat.startTicks()).orElse("");
    }

    private static ServiceStatus idle(UnitState state, String detail) {
        return new ServiceStatus(state, OptionalLong.empty(), Optional.empty(), detail);
    }

    private static String shortened(String text) {
        return text.substring(0, Math.min(text.length(), MAX_DETAIL));
    }
}
