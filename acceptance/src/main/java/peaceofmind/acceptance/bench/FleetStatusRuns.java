// SPDX-License-Identifier: Apache-2.0
package peaceofmind.acceptance.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** How long {@code peace fleet status} takes for a fleet. */
final class FleetStatusRuns {

    private static final int ROUNDS = 3;

    private FleetStatusRuns() {}

    /**
     * Runs the command, with the start of its process.
     *
     * @param devices names of the devices that are expected
     */
    static void measure(Path dir, int serverPort, List<String> devices, BenchReport report)
            throws IOException, InterruptedException {
        // Clocks that are 90 s behind are not silence.
        Path inventory = Files.writeString(
                dir.resolve("fleet.yaml"),
                "fleet:\n  prometheus: {url: 'http://127.0.0.1:" + serverPort
                        + "'}\n  silent_after: 10min\n  devices:\n"
                        + devices.stream()
                                .map(name -> "    - {name: " + name + "}\n")
                                .collect(Collectors.joining()));
        Path output = dir.resolve("status.out");
        double[] seconds = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            long startedAt = System.nanoTime();
            int exitCode = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin/java").toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+UseSerialGC",
                            "--enable-native-access=ALL-UNNAMED",
                            "-cp",
                            System.getProperty("java.class.path"),
                            "peaceofmind.cli.Peace",
                            "fleet",
                            "status",
                            "--inventory",
                            inventory.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start()
                    .waitFor();
            seconds[round] = (System.nanoTime() - startedAt) / 1e9;
            if (exitCode > 2) {
                throw new IOException("peace fleet status failed: " + Files.readString(output));
            }
        }
        report.row("peace fleet status", "s", "with its start, without an archive of classes", seconds);
        report.note("peace fleet status: " + Files.readAllLines(output).getFirst());
    }
}
