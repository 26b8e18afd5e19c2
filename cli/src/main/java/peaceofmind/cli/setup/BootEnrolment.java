// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.setup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import peaceofmind.cli.machine.Machine;
import peaceofmind.foundation.file.DurableFile;
import peaceofmind.foundation.time.Clock;
import picocli.CommandLine;

/**
 * Uses a one-time code that came on the boot partition. What may work later (no network yet, a server that is away, a clock that is not set) is
 * left to the unit, which tries again; a code that the server refuses is moved aside.
 *
 * @param secrets where the code is
 * @param config to write
 * @param root folder that stands for the machine, if one does
 */
record BootEnrolment(
        Function<Optional<Path>, Machine> machines, Clock clock, Path secrets, Path config, Optional<Path> root) {

    static final String CODE_FILE = "enrolment.code";

    /** The exit code: 0 when there is nothing left to do. */
    int run(CommandLine own) throws IOException {
        Path file = secrets.resolve(CODE_FILE);
        if (!Files.exists(file)) {
            return 0;
        }
        AtomicBoolean refused = new AtomicBoolean();
        AtomicBoolean failed = new AtomicBoolean();
        int exitCode = new CommandLine(new EnrollCommand(machines, clock))
                .setOut(own.getOut())
                .setErr(own.getErr())
                .setExecutionExceptionHandler((failure, command, _) -> {
                    failed.set(true);
                    refused.set(failure instanceof EnrolmentRefusedException);
                    command.getErr().println("peace: " + failure.getMessage());
                    return CommandLine.ExitCode.SOFTWARE;
                })
                .execute(arguments(Files.readString(file).strip()));
        if (refused.get()) {
            DurableFile.move(file, secrets.resolve(CODE_FILE + ".refused"));
            own.getErr().println("This device has not joined: sudo peace enroll with a new code.");
            return BootConfigCommand.REFUSED;
        } else if (failed.get() || exitCode == CommandLine.ExitCode.USAGE) {
            return CommandLine.ExitCode.SOFTWARE;
        }
        // Enrolled and configured; whether the server responds to samples yet is not this unit's business.
        Files.deleteIfExists(file);
        return CommandLine.ExitCode.OK;
    }

    private String[] arguments(String codeAndServer) {
        List<String> arguments = new ArrayList<>(List.of(codeAndServer, "--config=" + config));
        root.ifPresent(folder -> arguments.add("--root=" + folder));
        Path authority = secrets.resolve(EnrollCommand.AUTHORITY);
        if (Files.exists(authority)) {
            arguments.add("--ca-file=" + authority);
        }
        return arguments.toArray(String[]::new);
    }
}
