// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import peaceofmind.cli.device.RunningDemo;
import peaceofmind.cli.terminal.CommandFailedException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code peace demo}. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Runs a whole device on this machine: recorder, watchdog and agent.",
            "The recorder records real video, a moving test picture. The demo needs no root, no camera, no account and no network."
                    + " Stop it with Ctrl-C; it leaves nothing running."
        })
public final class DemoCommand implements Callable<Integer> {

    private static final int MAX_PORT_BASE = 65_500;

    @Option(names = "--for", paramLabel = "SECONDS", description = "Stop after this many seconds, with exit code 0.")
    private Optional<Integer> seconds = Optional.empty();

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Folder for all files of the demo (default: .peace/demo in the checkout).")
    private Optional<Path> dir = Optional.empty();

    @Option(
            names = "--port-base",
            paramLabel = "PORT",
            defaultValue = "9100",
            description =
                    "First port (default: ${DEFAULT-VALUE}): the system's metrics are at PORT, the recorder's at PORT + 1, the dashboard at PORT + 2.")
    private int portBase;

    @Spec
    private CommandSpec spec;

    DemoCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException, CommandFailedException {
        if (portBase < 1 || portBase > MAX_PORT_BASE) {
            throw usageError("--port-base must be from 1 to " + MAX_PORT_BASE + ", not " + portBase);
        } else if (seconds.filter(value -> value < 1).isPresent()) {
            throw usageError("--for must be at least 1 second");
        }
        Path root = dir.or(() -> RunningDemo.checkout().map(home -> home.resolve(".peace/demo")))
                .orElseThrow(() -> usageError("name a folder for the demo with --dir"));
        PrintWriter out = spec.commandLine().getOut();
        DemoFolder folder = new DemoFolder(root.toAbsolutePath().normalize(), portBase);
        try (Demo demo = new Demo(folder, out)) {
            return demo.run(seconds.map(Duration::ofSeconds));
        }
    }

    private ParameterException usageError(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
