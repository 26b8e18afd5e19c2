// SPDX-License-Identifier: Apache-2.0
package peaceofmind.acceptance.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import peaceofmind.acceptance.Checkout;
import peaceofmind.acceptance.DemoRun;

/** How long commands take. */
final class CommandBench {

    private static final int ROUNDS = 11;
    private static final int COLD_ROUNDS = 3;

    private static final List<String> COMMANDS = List.of(
            "status --json",
            "--version",
            "doctor",
            "incidents",
            "logs recorder",
            "logs watchdog --errors",
            "videos list",
            "camera list",
            "watchdog status",
            "recorder status",
            "config check",
            "hold 1min",
            "release",
            "reset",
            "--help");

    /** Drops the files of a folder from the page cache, except those that a running program has mapped. Requires only read access. */
    private static final String EVICT_SCRIPT =
            "find \"$@\" -type f -size +64k -exec dd if={} iflag=nocache count=0 status=none ';'";

    private CommandBench() {}

    static void run(Checkout checkout, Path dir, BenchReport report) throws IOException, InterruptedException {
        try (DemoRun demo = DemoRun.start(checkout, dir, 29_400)) {
            demo.awaitReady(Duration.ofSeconds(60));
            report.heading("Commands, as run from a shell, beside a running demo");
            report.row("peace status", "s", Budget.atMost(0.3), "-", warm(checkout, "status"));
            for (String command : COMMANDS) {
                report.row("peace " + command, "s", "-", warm(checkout, command));
            }
            report.heading(
                    "The same with a cold cache: files of the build and of Java are read from disk, except those that the demo uses");
            report.row("peace status", "s", "-", cold(checkout, "status"));
            for (String command : COMMANDS) {
                report.row("peace " + command, "s", "-", cold(checkout, command));
            }
        }
    }

    private static double[] warm(Checkout checkout, String command) throws IOException, InterruptedException {
        checkout.peace(command.split(" ", -1));
        double[] seconds = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            seconds[round] = seconds(checkout, command);
        }
        return seconds;
    }

    private static double[] cold(Checkout checkout, String command) throws IOException, InterruptedException {
        Path build = checkout.root().resolve(".peace/build/current").toRealPath();
        String java = Files.readString(build.resolve("java-home")).strip();
        double[] seconds = new double[COLD_ROUNDS];
        for (int round = 0; round < COLD_ROUNDS; round++) {
            int exitCode = new ProcessBuilder("sh", "-c", EVICT_SCRIPT, "evict", build.toString(), java)
                    .inheritIO()
                    .start()
                    .waitFor();
            if (exitCode != 0) {
                throw new IOException("cannot drop the page cache of " + build + " and " + java);
            }
            seconds[round] = seconds(checkout, command);
        }
        return seconds;
    }

    private static double seconds(Checkout checkout, String command) throws IOException, InterruptedException {
        return checkout.peace(command.split(" ", -1)).duration().toMillis() / 1e3;
    }
}
