// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.testkit.Eventually.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.config.DeviceConfig;
import peaceofmind.foundation.time.Clock;
import peaceofmind.linux.Subprocess;
import peaceofmind.metrics.Batch;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Family.Sample;

/** The spool is on a real full disk: a file system of 192 kB, smaller than the spool's limit. */
class DiskFullIT {

    private static final int SERIES = 200;

    @TempDir
    private Path folder;

    private final List<String> warnings = new CopyOnWriteArrayList<>();
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final TreeMap<Long, Double> scraped = new TreeMap<>();
    private final Instant start = Instant.now().minus(Duration.ofMinutes(110)).truncatedTo(ChronoUnit.MILLIS);

    @Test
    void samplesThatFitAreDeliveredOnceAndTheOthersAreCountedAndReported() throws Exception {
        Assumptions.assumeTrue(PrometheusProcess.isInstalled(), "needs prometheus, which is not installed");
        Path disk = Files.createDirectory(folder.resolve("disk"));
        Assumptions.assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=192k", "tmpfs", disk.toString()),
                "needs a file system of its own, which only root can mount");
        try (PrometheusProcess prometheus = PrometheusProcess.start(folder);
                FaultyProxy proxy = new FaultyProxy(prometheus.port())) {
            proxy.setMode(FaultyProxy.Mode.CUT);
            try (MetricShipper shipper = shipper(proxy, disk)) {
                fillTheDisk(shipper);
                proxy.setMode(FaultyProxy.Mode.OPEN);
                await().atMost(Duration.ofMinutes(3)).until(() -> value(shipper, "peace_ship_pending_samples") == 0);
                collect(shipper);
                Map<Long, Double> delivered = awaitLast(prometheus);
                double dropped = value(shipper, "peace_ship_dropped_total");
                assertThat(scraped).as("each sample with its value").containsAllEntriesOf(delivered);
                assertThat((scraped.size() - delivered.size()) * (double) SERIES)
                        .as("missing samples are counted")
                        .isEqualTo(dropped);
                assertThat(delivered.size())
                        .as("samples that fit are delivered")
                        .isGreaterThan(20_000 / SERIES);
                assertThat(events).anySatisfy(event -> assertThat(event).contains("samples were dropped meanwhile"));
            }
        } finally {
            run("umount", "-l", disk.toString());
        }
    }

    /** Collects until samples are dropped, which is long after the disk is full. */
    private void fillTheDisk(MetricShipper shipper) {
        Instant limit = Instant.now().plus(Duration.ofMinutes(2));
        while (value(shipper, "peace_ship_dropped_total") == 0
                && Instant.now().isBefore(limit)
                && scraped.size() < 420) {
            collect(shipper);
            Instant next = Instant.now().plusMillis(200);
            await().pollInterval(Duration.ofMillis(20))
                    .until(() -> Instant.now().isAfter(next));
        }
        await().untilAsserted(() -> {
            assertThat(warnings)
                    .filteredOn(line -> line.contains("cannot spill to disk, keeping samples in memory"))
                    .hasSize(1);
            assertThat(warnings)
                    .filteredOn(line -> line.contains("dropping the oldest samples"))
                    .hasSize(1);
        });
        assertThat(value(shipper, "peace_ship_dropped_total")).isPositive();
    }

    private void collect(MetricShipper shipper) {
        Instant at = start.plusSeconds(15L * scraped.size());
        double value = scraped.size() * 1.1;
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < SERIES; i++) {
            samples.add(
                    new Sample(Map.of("number", "" + i), i == 0 ? value : Math.sin(1.7 * i * (scraped.size() + 1))));
        }
        shipper.accept(new Batch(at, List.of(new Family("test_gauge", Family.Type.GAUGE, "help", samples))));
        scraped.put(at.toEpochMilli(), value);
    }

    private Map<Long, Double> awaitLast(PrometheusProcess prometheus) throws Exception {
        await().until(() -> prometheus.samples("test_gauge{number=\"0\"}").containsKey(scraped.lastKey()));
        Map<Long, Double> first = prometheus.samples("test_gauge{number=\"0\"}");
        assertThat(prometheus
                        .samples("test_gauge{number=\"" + (SERIES - 1) + "\"}")
                        .keySet())
                .isEqualTo(first.keySet());
        return first;
    }

    private MetricShipper shipper(FaultyProxy proxy, Path disk) throws ConfigException {
        ConfigDocument document = ConfigDocument.parse("test", """
                device: {name: gym-1}
                ship:
                  metrics:
                    - {name: home, url: 'http://127.0.0.1:%d/api/v1/write', interval: 1s, send_every: 1s,
                       timeout: 2s, allow: all, spool_size: 1MiB}
                """.formatted(proxy.port()));
        return MetricShipper.start(
                ShipMetricsConfig.read(document),
                DeviceConfig.read(document),
                new ShippingContext(disk, "peace/test", Clock.system(), warnings::add, events::add));
    }

    private static double value(MetricShipper shipper, String name) {
        return shipper.collector().collect().families().stream()
                .filter(family -> family.name().equals(name))
                .flatMap(family -> family.samples().stream())
                .mapToDouble(Sample::value)
                .sum();
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        return Subprocess.run(List.of(command), Duration.ofSeconds(20), 1_000) instanceof Subprocess.Exited exited
                && exited.succeeded();
    }
}
