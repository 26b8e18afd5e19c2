// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import peaceofmind.cli.machine.Machine;
import peaceofmind.contract.network.NetworkRung;
import peaceofmind.linux.Subprocess;

/** The packaged command that executes the rungs of network repairs; here it is only asked what it could do. */
public final class RepairScript {

    private final Machine machine;
    private final Path command;

    private RepairScript(Machine machine, Path command) {
        this.machine = machine;
        this.command = command;
    }

    /** The installed version's; empty where the package is not installed. */
    public static Optional<RepairScript> find(Machine machine) {
        try (Stream<Path> versions = Files.list(machine.path("/usr/lib/peace"))) {
            return versions.map(version -> version.resolve("bin/network-repair"))
                    .filter(Files::isRegularFile)
                    .findFirst()
                    .map(command -> new RepairScript(machine, command));
        } catch (IOException notInstalled) {
            return Optional.empty();
        }
    }

    /** Why a rung cannot be executed for an interface; empty if it can. Changes nothing. */
    public Optional<String> whyImpossible(NetworkRung rung, String link) throws InterruptedException {
        Subprocess.Result result = machine.run(List.of(command.toString(), "--possible", rung.word(), link));
        if (result instanceof Subprocess.Exited exited) {
            String reason = exited.errorOutput().strip().lines().findFirst().orElse("");
            return exited.succeeded()
                    ? Optional.empty()
                    : Optional.of(reason.isEmpty() ? Machine.failureReason(result) : reason);
        }
        return Optional.of(Machine.failureReason(result));
    }
}
