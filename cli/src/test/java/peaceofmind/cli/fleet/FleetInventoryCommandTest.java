// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class FleetInventoryCommandTest {

    @TempDir
    private Path folder;

    private final StringWriter output = new StringWriter();

    @Test
    void anInventoryWithoutMistakesIsConfirmedWithoutAServer() throws Exception {
        Path file = Files.writeString(folder.resolve("gyms.yaml"), """
                fleet:
                  prometheus: {url: "https://server.invalid"}
                  devices: [{name: gym-1}, {name: gym-2}]
                """);
        assertThat(check(file)).isZero();
        assertThat(output.toString()).contains(file + ": 2 device(s), no mistakes");
    }

    @Test
    void mistakesAreAllPrintedWithTheirLines() throws Exception {
        Path file = Files.writeString(folder.resolve("gyms.yaml"), """
                fleet:
                  prometheus: {url: "https://server.invalid"}
                  devices:
                    - {name: gym-1}
                    - {name: gym-1, contakt: Rob}
                """);
        assertThat(check(file)).isNotZero();
        assertThat(output.toString()).contains("line 5", "two devices are named \"gym-1\"", "contakt");
    }

    private int check(Path file) {
        PrintWriter writer = new PrintWriter(output, true);
        return new CommandLine(new FleetCommand())
                .setErr(writer)
                .setOut(writer)
                .execute("inventory", "check", file.toString());
    }
}
