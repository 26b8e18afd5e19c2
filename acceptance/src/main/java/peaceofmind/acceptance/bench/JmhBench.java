// SPDX-License-Identifier: Apache-2.0
package peaceofmind.acceptance.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import peaceofmind.acceptance.Checkout;

/** JMH microbenchmarks of the module {@code jmh}, which only this builds: time and allocation of one call. */
final class JmhBench {

    private JmhBench() {}

    static void run(Checkout checkout, Path dir, BenchReport report) throws IOException, InterruptedException {
        Files.createDirectories(dir);
        Path root = checkout.root();
        Path output = dir.resolve("jmh.out");
        System.out.println("  building and measuring, about 2 minutes ...");
        execute(
                root,
                output,
                root.resolve("mvnw").toString(),
                "-q",
                "-Pjmh",
                "-pl",
                "jmh",
                "-am",
                "-DskipTests",
                "-Dspotless.check.skip=true",
                "package");
        Path results = dir.resolve("jmh.csv");
        execute(
                root,
                output,
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-cp",
                root.resolve("jmh/target/classes") + ":" + root.resolve("jmh/target/lib") + "/*",
                "org.openjdk.jmh.Main",
                "-prof",
                "gc",
                "-rf",
                "csv",
                "-rff",
                results.toString());
        report.heading("Microbenchmarks (JMH, one fork): time and allocation of one call");
        for (String line : Files.readAllLines(results)) {
            printRow(List.of(line.replace("\"", "").split(",", -1)), report);
        }
    }

    /** Columns: benchmark, mode, threads, samples, score, error, unit, parameters. */
    private static void printRow(List<String> columns, BenchReport report) {
        String name = columns.getFirst().replaceAll(".*\\.(\\w+)Benchmark\\.", "$1 ");
        boolean allocation = name.endsWith(":gc.alloc.rate.norm");
        if (name.equals("Benchmark") || (name.contains(":") && !allocation)) {
            return;
        }
        String parameters = columns.size() > 7 ? " " + columns.get(7) : "";
        report.row(
                name.replaceAll(":.*", "") + parameters + (allocation ? ", allocation" : ""),
                allocation ? "B" : "us",
                "-",
                Double.parseDouble(columns.get(4)));
    }

    private static void execute(Path folder, Path output, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                .start();
        if (process.waitFor() != 0) {
            throw new IOException("failed: see " + output);
        }
    }
}
