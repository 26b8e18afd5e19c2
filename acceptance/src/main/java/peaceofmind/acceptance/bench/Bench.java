// SPDX-License-Identifier: Apache-2.0
package peaceofmind.acceptance.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import peaceofmind.acceptance.Checkout;
import peaceofmind.foundation.log.ErrorText;

/** {@code ./bench}: runs the given benchmarks, or all, and lists at the end which ran and which did not. */
public final class Bench {

    private static final List<String> ALL = List.of(
            "freeze",
            "recorder",
            "footprint",
            "services",
            "probes",
            "commands",
            "scrape",
            "ship",
            "history",
            "logs",
            "upload",
            "dashboard",
            "alerts",
            "fleet",
            "jmh");

    private Bench() {}

    /**
     * Runs them one after the other.
     *
     * @param arguments names of benchmarks, none for all; and options of {@code fleet}
     */
    public static void main(String[] arguments) throws Exception {
        List<String> names = new ArrayList<>(List.of(arguments));
        FleetBenchOptions fleet = FleetBenchOptions.DEFAULT;
        try {
            fleet = FleetBenchOptions.takeFrom(names);
        } catch (IllegalArgumentException wrong) {
            System.err.println("bench: " + wrong.getMessage());
            System.exit(2);
        }
        List<String> selected = names.isEmpty() ? ALL : names;
        for (String name : selected) {
            if (!ALL.contains(name)) {
                System.err.println("bench: unknown benchmark \"" + name + "\"; known: " + String.join(", ", ALL));
                System.exit(2);
            }
        }
        Checkout checkout = Checkout.here();
        BenchReport report = new BenchReport(System.out);
        Path dir = Files.createTempDirectory("peace-bench");
        List<String> ran = new ArrayList<>();
        List<String> failed = new ArrayList<>();
        long startedAt = System.nanoTime();
        for (String name : selected) {
            try {
                run(name, checkout, dir.resolve(name), fleet, report);
                ran.add(name);
            } catch (IOException | RuntimeException problem) {
                // The others still run.
                failed.add(name + " (" + ErrorText.of(problem) + ")");
            }
        }
        report.printSummary();
        System.out.printf(
                "%nRan: %s, in %d s. Files: %s%n",
                ran.isEmpty() ? "nothing" : String.join(", ", ran),
                Duration.ofNanos(System.nanoTime() - startedAt).toSeconds(),
                dir);
        List<String> notRun =
                ALL.stream().filter(name -> !selected.contains(name)).toList();
        System.out.println("Not run: "
                + (notRun.isEmpty()
                        ? "nothing was left out."
                        : String.join(", ", notRun) + " (not named on the command line)"));
        if (!failed.isEmpty()) {
            System.out.println("Failed, with missing or incomplete results: " + String.join("; ", failed));
            System.exit(1);
        }
    }

    private static void run(String name, Checkout checkout, Path dir, FleetBenchOptions fleet, BenchReport report)
            throws Exception {
        switch (name) {
            case "freeze" -> FreezeBench.run(checkout, dir, report);
            case "recorder" -> RecorderBench.run(dir, report);
            case "footprint" -> FootprintBench.run(checkout, dir, report);
            case "services" -> ServicesBench.run(checkout, dir, report);
            case "probes" -> ProbesBench.run(checkout, dir, report);
            case "commands" -> CommandBench.run(checkout, dir, report);
            case "dashboard" -> DashboardBench.run(checkout, dir, report);
            case "scrape" -> ScrapeBench.run(checkout, dir, report);
            case "ship" -> ShipBench.run(checkout, dir, report);
            case "history" -> HistoryBench.run(dir, report);
            case "alerts" -> AlertsBench.run(dir, report);
            case "fleet" -> FleetBench.run(fleet, dir, report);
            case "jmh" -> JmhBench.run(checkout, dir, report);
            case "logs" -> LogsBench.run(dir, report);
            case "upload" -> UploadBench.run(dir, report);
            default -> throw new IllegalArgumentException(name);
        }
    }
}
