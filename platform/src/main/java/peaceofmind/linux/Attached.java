package peaceofmind.linux;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Commands that are not waited for in silence: one that speaks to the terminal itself, and one that outlives this process. */
public final class Attached {

    private Attached() {}

    /**
     * Runs a command on this process's own terminal until it ends, or until this process is told to: its exit code.
     *
     * @throws IOException when it can't be started
     */
    public static int foreground(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        try {
            return process.waitFor();
        } finally {
            process.destroy();
        }
    }

    /**
     * Starts a command in a session of its own, with nothing of this terminal: it goes on when this process and its login end.
     *
     * @throws IOException when it can't be started, or ends at once with an error
     */
    public static void detached(List<String> command) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("setsid", "--fork"));
        all.addAll(command);
        Process starter = new ProcessBuilder(all)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!starter.waitFor(5, TimeUnit.SECONDS) || starter.exitValue() != 0) {
            starter.destroyForcibly();
            throw new IOException("cannot start " + command.getFirst() + " in the background");
        }
    }
}
