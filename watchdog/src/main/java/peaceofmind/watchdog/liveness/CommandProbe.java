// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.liveness;

import java.time.Duration;
import java.util.List;
import peaceofmind.foundation.log.PlainText;
import peaceofmind.linux.Subprocess;

/**
 * A command that must exit with code 0. Codes from 126 are no judgement of the command: it could not be executed, or was killed by a
 * signal, as for want of memory.
 */
final class CommandProbe implements Probe {

    private static final int MAX_OUTPUT_BYTES = 4 * 1024;
    private static final int MAX_SHOWN_CHARACTERS = 200;
    private static final int FIRST_CODE_WITHOUT_JUDGEMENT = 126;

    private final List<String> command;
    private final Duration timeout;

    CommandProbe(List<String> command, Duration timeout) {
        this.command = List.copyOf(command);
        this.timeout = timeout;
    }

    @Override
    public ProbeResult run() throws InterruptedException {
        String name = command.getFirst();
        return switch (Subprocess.runInOwnSession(command, timeout, MAX_OUTPUT_BYTES)) {
            case Subprocess.Exited exited when exited.succeeded() -> new ProbeResult.Alive();
            case Subprocess.Exited exited
            when exited.exitCode() >= FIRST_CODE_WITHOUT_JUDGEMENT ->
                new ProbeResult.Inconclusive(
                        name + " could not do its work: exit code " + exited.exitCode() + firstLine(exited));
            case Subprocess.Exited exited ->
                new ProbeResult.Silent(name + " exited with " + exited.exitCode() + firstLine(exited));
            case Subprocess.TimedOut _ ->
                new ProbeResult.Silent(name + " did not finish within " + ProbeConnection.seconds(timeout) + " s");
            case Subprocess.NotStarted notStarted -> new ProbeResult.Inconclusive(notStarted.reason());
        };
    }

    /** What it printed, which is about the reason more often than not. */
    private static String firstLine(Subprocess.Exited exited) {
        String output = (exited.errorOutput() + "\n" + exited.output()).strip();
        String line = PlainText.of(output.lines().findFirst().orElse("").strip());
        return line.isEmpty() ? "" : ": " + line.substring(0, Math.min(line.length(), MAX_SHOWN_CHARACTERS));
    }
}
