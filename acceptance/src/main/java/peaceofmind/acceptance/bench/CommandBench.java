package peaceofmind.acceptance.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import peaceofmind.acceptance.Checkout;
import peaceofmind.acceptance.DemoRun;

/** How long a person waits for a command. */
final class CommandBench {

    private static final int ROUNDS = 11;

    private CommandBench() {}

    static void run(Checkout checkout, Path dir, Figures figures) throws IOException, InterruptedException {
        try (DemoRun demo = DemoRun.start(checkout, dir, 29_400)) {
            demo.awaitUp(Duration.ofSeconds(60));
            figures.heading("Commands, from the shell and back, beside a running demo");
            figures.row("peace status", "s", Budget.atMost(0.3), "-", seconds(checkout, "status"));
            figures.row("peace status --json", "s", "-", seconds(checkout, "status", "--json"));
            figures.row("peace --version", "s", "-", seconds(checkout, "--version"));
            for (String command : List.of(
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
                    "--help")) {
                figures.row("peace " + command, "s", "-", seconds(checkout, command.split(" ", -1)));
            }
        }
    }

    private static double[] seconds(Checkout checkout, String... arguments) throws IOException, InterruptedException {
        checkout.peace(arguments);
        double[] seconds = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            seconds[round] = checkout.peace(arguments).took().toMillis() / 1e3;
        }
        return seconds;
    }
}
