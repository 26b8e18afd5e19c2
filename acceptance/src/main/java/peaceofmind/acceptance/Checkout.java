// SPDX-License-Identifier: Apache-2.0
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
 * The checkout whose {@code ./peace} is run.
 *
 * @param root the folder that contains {@code ./peace}
 */
public record Checkout(Path root) {

    /** The checkout that contains the current folder. */
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

    /** The outcome of a command. */
    public record Result(int exitCode, String output, Duration duration) {}

    /** Runs {@code ./peace ARGUMENTS} until it exits; the output includes standard error. */
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
                throw new IOException("./peace " + String.join(" ", arguments) + " did not exit within 120 s");
            }
            Duration duration = Duration.ofNanos(System.nanoTime() - startedAt);
            return new Result(process.exitValue(), Files.readString(output), duration);
        } finally {
            Files.delete(output);
        }
    }

    ProcessBuilder processBuilder(String... arguments) {
        // These tests may run in a background job of a shell, which ignores Ctrl-C, and children inherit that.
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
        command.add(root.resolve("peace").toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(root.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        // Maven, which runs these tests, has already packaged everything: a nested build would interfere with it.
        builder.environment().put("PEACE_BUILD_FROM_TARGET", "1");
        // Commands find a running demo through this folder: they must not find one that somebody runs from this
        // checkout.
        builder.environment()
                .put(
                        "PEACE_HOME",
                        root.resolve("acceptance/target/demo-of-"
                                        + ProcessHandle.current().pid())
                                .toString());
        return builder;
    }
}
