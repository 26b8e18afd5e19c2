// SPDX-License-Identifier: Apache-2.0
package peaceofmind.linux;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs commands in the foreground, on this terminal, and detached, outliving this process. */
public final class ProcessLauncher {

    private ProcessLauncher() {}

    /**
     * Runs a command on this process's terminal until it exits or this thread is interrupted, and returns its exit code.
     *
     * @throws IOException when it can't be started
     */
    public static int runInForeground(List<String> command) throws IOException, InterruptedException {
        return runInForeground(command, Map.of());
    }

    /**
     * Like {@link #runInForeground(List)}, for one of our programs: it exits with this process, however that ends.
     *
     * @throws IOException when it can't be started
     */
    public static int runProgramInForeground(List<String> command) throws IOException, InterruptedException {
        return runInForeground(
                command,
                Map.of(
                        ParentProcess.ENVIRONMENT_VARIABLE,
                        Long.toString(ProcessHandle.current().pid()),
                        "MALLOC_ARENA_MAX",
                        "1"));
    }

    private static int runInForeground(List<String> command, Map<String, String> environment)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            return process.waitFor();
        } finally {
            process.destroy();
        }
    }

    /**
     * Starts a command in its own session, detached from the terminal: it keeps running after this process and its login end.
     *
     * @throws IOException when it can't be started
     */
    public static void startDetached(List<String> command) throws IOException, InterruptedException {
        List<String> fullCommand = new ArrayList<>(List.of("setsid", "--fork"));
        fullCommand.addAll(command);
        Process setsid = new ProcessBuilder(fullCommand)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!setsid.waitFor(5, TimeUnit.SECONDS) || setsid.exitValue() != 0) {
            setsid.destroyForcibly();
            throw new IOException("cannot start " + command.getFirst() + " in the background");
        }
    }
}
