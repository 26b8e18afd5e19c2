// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.act;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A process that the watchdog starts and supervises itself.
 *
 * @param command without a shell
 * @param output file for its output; limited in size
 * @param stateFile records the running process: a watchdog that was killed adopts it instead of starting a second one
 * @param bootId an operator's stop applies only to this boot
 * @param restartDelay between its exit and its next start
 * @param maxStarts automatic starts within {@code startWindow} after which it is not started any more
 * @param stopOnClose whether it is stopped when the watchdog exits
 */
public record SupervisedProcess(
        String name,
        List<String> command,
        Path output,
        Path stateFile,
        String bootId,
        Duration restartDelay,
        int maxStarts,
        Duration startWindow,
        boolean stopOnClose) {

    /** Starts it in a session of its own: util-linux' program, which executes the command in its place. */
    static final String LAUNCHER = "setsid";

    public SupervisedProcess {
        command = List.copyOf(command);
    }

    /** With a restart delay of a second, and at most five starts a minute. */
    public static SupervisedProcess withDefaults(
            String name, List<String> command, Path output, Path stateFile, String bootId, boolean stopOnClose) {
        return new SupervisedProcess(
                name, command, output, stateFile, bootId, Duration.ofSeconds(1), 5, Duration.ofMinutes(1), stopOnClose);
    }
}
