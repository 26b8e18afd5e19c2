// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.cli.terminal.CommandFailedException;
import peaceofmind.foundation.control.ControlServer;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import picocli.CommandLine;

/** Which drills are refused, and what is said of them. Nothing here causes a fault: the boot is simulated, and no process is known. */
class DrillCommandTest {

    @TempDir
    private Path folder;

    private final StringWriter output = new StringWriter();
    private ControlServer watchdog;

    @BeforeEach
    void startTheWatchdogsSocket() throws IOException {
        JsonObject container = Json.object()
                .put("name", "container")
                .put("condition", "healthy")
                .put("silence_seconds", 1)
                .put("beat_interval_seconds", 13)
                .build();
        JsonObject status = Json.object().put("services", List.of(container)).build();
        watchdog = ControlServer.listen(folder.resolve("watchdog.sock"), "rw-rw----", (_, _) -> status);
        Files.writeString(folder.resolve("peace.yaml"), """
                watchdog:
                  socket: %1$s/watchdog.sock
                  simulated_boot: %1$s/boot.json
                  services:
                    - name: container
                      actuator: command
                      commands: {status: [/bin/true], start: [/bin/true], stop: [/bin/true]}
                      liveness: {tcp: {address: "127.0.0.1:1880"}}
                agent: {state_dir: %1$s/state/agent}
                """.formatted(folder));
    }

    @AfterEach
    void stop() {
        watchdog.close();
    }

    @Test
    void aServiceByCommandsWhoseProcessNobodyKnowsIsRefusedWithTheReason() {
        assertThatThrownBy(() -> drill("freeze"))
                .isInstanceOf(CommandFailedException.class)
                .hasMessageContaining("freeze: commands start and stop container")
                .hasMessageContaining("its status command prints no process id");
    }

    @Test
    void withoutTheWatchdogNothingIsAwaited() {
        watchdog.close();
        assertThatThrownBy(() -> drill("kill"))
                .isInstanceOf(CommandFailedException.class)
                .hasMessageContaining("the watchdog is not running")
                .hasMessageContaining("no drill can pass without it");
    }

    @Test
    void allNamesWhatCannotBeDoneAndADrillInWhichNothingWasDoneFails() throws Exception {
        assertThat(drill("all")).isEqualTo(1);
        for (String scenario : new String[] {"kill", "freeze", "hang", "disk", "renew", "network"}) {
            assertThat(output.toString()).containsPattern("(?m)^" + scenario + " +not applicable ");
        }
        assertThat(folder.resolve("state/drill/state.json"))
                .as("nothing was tried")
                .doesNotExist();
    }

    @Test
    void aRenewalThatIsNotPossibleHereIsRefusedWithTheReason() throws Exception {
        String config = Files.readString(folder.resolve("peace.yaml")).replaceFirst("  simulated_boot.*\n", "");
        Files.writeString(folder.resolve("peace.yaml"), config);
        assertThatThrownBy(() -> drill("renew"))
                .isInstanceOf(CommandFailedException.class)
                .hasMessageContaining("renew: repairs are off (network.repair)");
    }

    @Test
    void anUnknownServiceIsNamedWithThoseThatAreWatched() {
        assertThatThrownBy(() -> drill("kill", "--service", "web")).hasMessage("no service is called web: container");
    }

    private int drill(String... arguments) throws Exception {
        DrillCommand command = new DrillCommand();
        CommandLine line = new CommandLine(command);
        line.setOut(new PrintWriter(output, true));
        line.setErr(new PrintWriter(output, true));
        String[] all = new String[arguments.length + 2];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--config";
        all[arguments.length + 1] = folder.resolve("peace.yaml").toString();
        line.parseArgs(all);
        return command.call();
    }
}
