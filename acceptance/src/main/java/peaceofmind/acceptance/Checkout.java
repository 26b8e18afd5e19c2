package peaceofmind.acceptance;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The checkout whose {@code ./peace} is driven.
 *
 * @param root the folder that holds {@code ./peace}
 */
public record Checkout(Path root) {

    /** The checkout around the present folder. */
    public static Checkout here() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isExecutable(folder.resolve("peace"))) {
            Path parent = folder.getParent();
            if (parent == null) {
                throw new IllegalStateException(
                        "no ./peace in or above " + Path.of("").toAbsolutePath());
            }
            folder = parent;
        }
        return new Checkout(folder);
    }

    /** What a command printed and how it ended. */
    public record Result(int exitCode, String output, Duration duration) {}

    /** Runs {@code ./peace ARGUMENTS} to its end; both outputs together. */
    public Result peace(String... arguments) throws IOException, InterruptedException {
        Path output = Files.createTempFile("peace", ".out");
        try {
            long startedAt = System.nanoTime();
            Process process = processBuilder(arguments)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(120, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new IOException("./peace " + String.join(" ", arguments) + " did not end within 120 s");
            }
            Duration duration = Duration.ofNanos(System.nanoTime() - startedAt);
            return new Result(process.exitValue(), Files.readString(output), duration);
        } finally {
            Files.delete(output);
        }
    }

    ProcessBuilder processBuilder(String... arguments) {
        // A shell's background job ignores Ctrl-C, and its children inherit that: these tests may run in one.
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
        command.add(root.resolve("peace").toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(root.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        // Maven, which runs these tests, has packaged everything: a build inside a build would disturb it.
        builder.environment().put("PEACE_BUILD_FROM_TARGET", "1");
        // A demo is found by its note: one that somebody runs from this checkout must not be taken for a test's.
        builder.environment()
                .put(
                        "PEACE_HOME",
                        root.resolve("acceptance/target/demo-of-"
                                        + ProcessHandle.current().pid())
                                .toString());
        return builder;
    }
}
