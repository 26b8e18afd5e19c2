// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import peaceofmind.exporter.exposition.ExpositionFormat;

/** Compares all metrics of a machine with a file: changes of names, units or values show up in reviews. */
class NodeGoldenTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"pi5", "pi3", "pc", "hostile"})
    void metricsOfAMachineAreUnchanged(String machine) throws Exception {
        String exposition = ExpositionFormat.TEXT
                .write(MachineFixture.of(machine, folder).collect(List.of()))
                .lines()
                .filter(line -> !line.contains("node_scrape_collector_duration_seconds"))
                .collect(Collectors.joining("\n", "", "\n"));
        Path actual = Files.createDirectories(Path.of("target/golden")).resolve(machine + ".expected");
        Files.writeString(actual, exposition);
        assertThat(exposition)
                .as("if the change is intended, copy %s to src/test/resources/node", actual)
                .isEqualTo(MachineFixture.resource(machine + ".expected"));
    }
}
