package peaceofmind.watchdog.act;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A process that the watchdog starts and supervises itself.
 *
 * @param command without a shell
 * @param output what it prints goes there; bounded
 * @param stateFile remembers the running process, so that a watchdog that was killed adopts it instead of starting a second one
 * @param bootId an operator's stop belongs to one boot
 * @param restartDelay between its end and its next start
 * @param maxStarts so many in {@code startWindow} that ended by themselves, and it is not started any more
 * @param stopOnClose it ends with the watchdog
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

    public SupervisedProcess {
        command = List.copyOf(command);
    }

    /** With a second between end and start, and five starts in a minute. */
    public static SupervisedProcess withDefaults(
            String name, List<String> command, Path output, Path stateFile, String bootId, boolean stopOnClose) {
        return new SupervisedProcess(
                name, command, output, stateFile, bootId, Duration.ofSeconds(1), 5, Duration.ofMinutes(1), stopOnClose);
    }
}
