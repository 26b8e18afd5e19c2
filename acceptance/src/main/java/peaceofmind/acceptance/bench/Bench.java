package peaceofmind.acceptance.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import peaceofmind.acceptance.Checkout;

/** {@code ./bench}: runs the benchmarks named, or all of them, and says at the end what ran and what did not. */
public final class Bench {

    private static final List<String> ALL = List.of(
            "freeze", "footprint", "commands", "scrape", "ship", "history", "logs", "dashboard", "alerts", "jmh");

    private Bench() {}

    /** Arguments: names of benchmarks; none means all. */
    public static void main(String[] arguments) throws Exception {
        List<String> wanted = arguments.length == 0 ? ALL : List.of(arguments);
        for (String name : wanted) {
            if (!ALL.contains(name)) {
                System.err.println(
                        "bench: there is no benchmark \"" + name + "\"; there are: " + String.join(", ", ALL));
                System.exit(2);
            }
        }
        Checkout checkout = Checkout.here();
        Figures figures = new Figures(System.out);
        Path dir = Files.createTempDirectory("peace-bench");
        List<String> ran = new ArrayList<>();
        List<String> failed = new ArrayList<>();
        long begun = System.nanoTime();
        for (String name : wanted) {
            try {
                run(name, checkout, dir.resolve(name), figures);
                ran.add(name);
            } catch (IOException | RuntimeException problem) {
                // The others still tell their figures.
                failed.add(name + " (" + problem + ")");
            }
        }
        figures.sum();
        System.out.printf(
                "%nRan: %s, in %d s. Files: %s%n",
                ran.isEmpty() ? "nothing" : String.join(", ", ran),
                Duration.ofNanos(System.nanoTime() - begun).toSeconds(),
                dir);
        List<String> left = ALL.stream().filter(name -> !wanted.contains(name)).toList();
        System.out.println("Not run: "
                + (left.isEmpty()
                        ? "nothing was left out."
                        : String.join(", ", left) + " (not named on the command line)"));
        if (!failed.isEmpty()) {
            System.out.println("Failed, its figures are missing or not whole: " + String.join("; ", failed));
            System.exit(1);
        }
    }

    private static void run(String name, Checkout checkout, Path dir, Figures figures) throws Exception {
        switch (name) {
            case "freeze" -> FreezeBench.run(checkout, dir, figures);
            case "footprint" -> FootprintBench.run(checkout, dir, figures);
            case "commands" -> CommandBench.run(checkout, dir, figures);
            case "dashboard" -> DashboardBench.run(checkout, dir, figures);
            case "scrape" -> ScrapeBench.run(checkout, dir, figures);
            case "ship" -> ShipBench.run(checkout, dir, figures);
            case "history" -> HistoryBench.run(dir, figures);
            case "alerts" -> AlertsBench.run(dir, figures);
            case "jmh" -> JmhBench.run(checkout, dir, figures);
            case "logs" -> LogsBench.run(dir, figures);
            default -> throw new IllegalArgumentException(name);
        }
    }
}
