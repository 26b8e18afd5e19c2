// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.act;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import peaceofmind.foundation.time.Clock;
import peaceofmind.watchdog.config.CommandsConfig;
import peaceofmind.watchdog.policy.UnitState;

/** With a manager of containers, of a few lines: what runs outlives its commands, and its status names it by its PID. */
class CommandActuatorIT extends ActuatorContract {

    /** Not every container has an init system that reaps orphans: a zombie does not run. */
    private static final String MANAGER = """
            #!/bin/sh
            cd "$(dirname "$0")"
            pid=$(cat pid 2>/dev/null)
            runs() { [ -n "$pid" ] && state=$(cut -d ' ' -f 3 "/proc/$pid/stat" 2>/dev/null) && [ "$state" != Z ]; }
            case $1 in
                start) runs || { setsid sh service.sh >/dev/null 2>&1 </dev/null & echo $! >pid; } ;;
                stop) kill "$pid" 2>/dev/null; while runs; do sleep 0.1; done ;;
                kill) kill -9 "$pid" 2>/dev/null; while runs; do sleep 0.1; done ;;
                status) if runs; then echo "running $pid"; else echo exited; exit 3; fi ;;
            esac
            """;

    @Override
    Actuator startActuator(String shellCommand) throws IOException, InterruptedException {
        Files.writeString(folder.resolve("service.sh"), shellCommand);
        Actuator started = new CommandActuator(commands(Optional.of("kill")), Clock.system());
        // One that exits at once never starts.
        started.start(shellCommand.startsWith("exit") ? CLEAN_UP_TIMEOUT : TIMEOUT);
        return started;
    }

    private CommandsConfig commands(Optional<String> kill) throws IOException {
        String manager = folder.resolve("manager").toString();
        Path written = Files.writeString(folder.resolve("new"), MANAGER);
        Files.setPosixFilePermissions(written, PosixFilePermissions.fromString("rwx------"));
        Files.move(written, Path.of(manager), StandardCopyOption.REPLACE_EXISTING);
        return new CommandsConfig(
                List.of(manager, "status"),
                List.of(manager, "start"),
                List.of(manager, "stop"),
                Optional.empty(),
                kill.map(argument -> List.of(manager, argument)));
    }

    @Override
    void stabilizeService() throws IOException {
        Files.writeString(folder.resolve("service.sh"), RUNS_UNTIL_STOPPED);
    }

    @Override
    UnitState stateAfterTooManyExits() {
        return UnitState.FAILED;
    }

    @Test
    void aServiceThatEndsOnItsOwnHasFailed() throws Exception {
        replaceService("exit 0");
        assertThat(actuator.readStatus().state()).isEqualTo(UnitState.FAILED);
    }

    @Test
    void aRestartThatCannotStopItHasFailed() throws Exception {
        replaceService(IGNORES_SIGTERM);
        Actuator withoutKill = new CommandActuator(commands(Optional.empty()), Clock.system());
        ActionResult result = withoutKill.restart(RestartMode.GRACEFUL, Duration.ofSeconds(2));
        assertThat(result).isInstanceOf(ActionResult.Failed.class);
        assertThat(result.detail()).contains("could not be stopped", "manager stop did not finish within 2 s");
    }

    @Test
    void aStatusCommandThatFailsOrHangsSaysNothing() throws Exception {
        CommandsConfig good = commands(Optional.empty());
        for (List<String> status : List.of(
                List.of("sh", "-c", "echo no daemon >&2; exit 1"),
                List.of("/no/such/command"),
                List.of("sleep", "600"))) {
            CommandsConfig bad =
                    new CommandsConfig(status, good.start(), good.stop(), Optional.empty(), Optional.empty());
            assertThat(new CommandActuator(bad, Clock.system()).readStatus().state())
                    .as("%s", status)
                    .isEqualTo(UnitState.UNKNOWN);
        }
    }

    @Test
    void statesOfContainersAreUnderstood() {
        assertThat(status(0, "running 4711 2026-11-30T10:00:00Z").state()).isEqualTo(UnitState.ACTIVE);
        assertThat(status(0, "running 4711 2026-11-30T10:00:00Z").mainPid()).hasValue(4711);
        assertThat(status(0, "running 0 2026-11-30T10:00:00Z").mainPid()).isEmpty();
        assertThat(status(0, "running 0 2026-11-30T10:00:00Z").runId())
                .isNotEqualTo(status(0, "running 0 2026-11-30T11:00:00Z").runId());
        assertThat(status(0, "Restarting 0 x").state()).isEqualTo(UnitState.ACTIVATING);
        assertThat(status(0, "removing").state()).isEqualTo(UnitState.DEACTIVATING);
        assertThat(status(0, "exited 0 x").state()).isEqualTo(UnitState.FAILED);
        assertThat(status(3, "").state()).isEqualTo(UnitState.FAILED);
        assertThat(status(0, "inactive").state()).isEqualTo(UnitState.STOPPED);
        assertThat(status(0, "").state()).isEqualTo(UnitState.ACTIVE);
        assertThat(status(0, "web is fine").state()).isEqualTo(UnitState.ACTIVE);
        assertThat(status(1, "").state()).isEqualTo(UnitState.UNKNOWN);
    }

    private static ServiceStatus status(int exitCode, String output) {
        return CommandStatus.parse(exitCode, output, "", false, 1);
    }
}
