// SPDX-License-Identifier: Apache-2.0
package peaceofmind.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.testkit.Eventually.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.agent.NodeExporterDifference.Side;

/** Compares our {@code :9100} with Debian's node_exporter on this machine: families, labels, types and values. */
class NodeExporterIT {

    @TempDir
    private Path folder;

    private final Set<NodeExporterDifference> used = new LinkedHashSet<>();
    private final List<String> unexplained = new ArrayList<>();

    @Test
    void itExportsWhatNodeExporterExportsAndEveryDifferenceIsExplained() throws Exception {
        Assumptions.assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/prometheus-node-exporter")),
                "needs prometheus-node-exporter, which is not installed");
        int theirPort = AgentRun.freePort();
        int ourPort = AgentRun.freePort();
        Process nodeExporter = new ProcessBuilder(
                        "/usr/bin/prometheus-node-exporter",
                        "--web.listen-address=127.0.0.1:" + theirPort,
                        "--collector.textfile.directory=" + folder,
                        // The upstream defaults: Debian excludes the loopback interface and disks mounted below /mnt,
                        // /media and /run.
                        "--collector.netdev.device-exclude=^$",
                        "--collector.filesystem.mount-points-exclude=^/(dev|proc|run/credentials/.+|sys|var/lib/docker/.+"
                                + "|var/lib/containers/storage/.+)($|/)")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("node-exporter.out").toFile())
                .start();
        try (AgentRun _ = AgentRun.startWithNode(folder, ourPort)) {
            await().ignoreExceptions().until(() -> scrape(theirPort).values().size() > 100);
            await().ignoreExceptions().until(() -> scrape(ourPort).values().size() > 100);
            // Ours is scraped between two scrapes of theirs, so its values must lie between them.
            ParsedExposition before = scrape(theirPort);
            ParsedExposition ours = scrape(ourPort);
            ParsedExposition after = scrape(theirPort);
            compare(before, ours, after);
        } finally {
            nodeExporter.destroy();
            if (!nodeExporter.waitFor(10, TimeUnit.SECONDS)) {
                nodeExporter.destroyForcibly();
            }
        }
        assertThat(unexplained)
                .as("differences that NodeExporterDifference does not explain")
                .isEmpty();
        List<NodeExporterDifference> unused = NodeExporterDifference.ALL.stream()
                .filter(NodeExporterDifference::onEveryMachine)
                .filter(difference -> !used.contains(difference))
                .toList();
        assertThat(unused)
                .as("differences that no longer exist: remove them from the list")
                .isEmpty();
    }

    private void compare(ParsedExposition before, ParsedExposition ours, ParsedExposition after) {
        Set<String> theirs = new TreeSet<>(before.values().keySet());
        // Ignore series that appeared or disappeared meanwhile.
        theirs.retainAll(after.values().keySet());
        int same = 0;
        for (String series : theirs) {
            Double value = ours.values().get(series);
            if (value == null) {
                explain(Side.ONLY_THEIRS, series, "only theirs: " + series);
            } else if (!isWithinRange(series, value(before, series), value, value(after, series))) {
                explain(
                        Side.VALUE,
                        series,
                        series + ": ours " + value + ", theirs "
                                + before.values().get(series) + " to "
                                + after.values().get(series));
            } else {
                same++;
            }
        }
        for (String series : ours.values().keySet()) {
            if (!before.values().containsKey(series) && !after.values().containsKey(series)) {
                explain(Side.ONLY_OURS, series, "only ours: " + series);
            }
        }
        Set<String> families = new TreeSet<>(ours.families());
        families.retainAll(before.families());
        for (String family : families) {
            if (!String.valueOf(ours.types().get(family)).equals(before.types().get(family))) {
                unexplained.add("type of " + family + ": ours " + ours.types().get(family) + ", theirs "
                        + before.types().get(family));
            }
        }
        System.out.printf(
                "%d series in %d families are the same as node_exporter's, %d are only ours%n",
                same, families.size(), ours.values().size() - same);
        assertThat(same).isGreaterThan(150);
    }

    private static double value(ParsedExposition scrape, String series) {
        return scrape.values().getOrDefault(series, Double.NaN);
    }

    private void explain(Side side, String series, String difference) {
        for (NodeExporterDifference known : NodeExporterDifference.ALL) {
            if (known.side() == side && known.series().matcher(series).matches()) {
                used.add(known);
                return;
            }
        }
        unexplained.add(difference);
    }

    /** Whether ours lies between theirs, with a tolerance for values that fluctuate on a busy machine. */
    private static boolean isWithinRange(String series, double before, double ours, double after) {
        double tolerance = tolerance(ParsedExposition.familyOf(series), Math.max(Math.abs(before), Math.abs(after)));
        return ours >= Math.min(before, after) - tolerance && ours <= Math.max(before, after) + tolerance;
    }

    /** How far a value may have fluctuated meanwhile; almost zero for values that are constant or only grow. */
    private static double tolerance(String family, double size) {
        if (family.equals("node_scrape_collector_duration_seconds") || family.startsWith("node_procs_")) {
            return Double.POSITIVE_INFINITY;
        } else if (family.startsWith("node_memory_") || family.matches("node_filesystem_(avail|free)_bytes")) {
            return 0.1 * size + 64 * 1024 * 1024;
        } else if (family.matches("node_(filefd_allocated|filesystem_files_free|disk_io_now)")) {
            return 1_000;
        } else if (family.startsWith("node_sockstat_")) {
            return 0.5 * size + 100;
        }
        return family.matches("node_(load|timex_(maxerror|offset)|boot_time).*") ? 2 : 1e-6 * size;
    }

    private static ParsedExposition scrape(int port) throws IOException {
        try (InputStream body =
                URI.create("http://127.0.0.1:" + port + "/metrics").toURL().openStream()) {
            return ParsedExposition.parse(new String(body.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
