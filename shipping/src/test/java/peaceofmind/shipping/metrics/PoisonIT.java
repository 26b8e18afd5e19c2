// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.testkit.Eventually.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.config.DeviceConfig;
import peaceofmind.foundation.time.Clock;
import peaceofmind.metrics.Batch;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Family.Sample;
import peaceofmind.metrics.Series;
import peaceofmind.shipping.metrics.spool.DiskFiles;
import peaceofmind.shipping.metrics.spool.Spool;
import peaceofmind.shipping.metrics.spool.SpoolBlock;
import peaceofmind.shipping.metrics.wire.SeriesSample;

/** Debian's Prometheus fails (500) with a series that has two names, whatever else is in the request. */
class PoisonIT {

    private static final int BLOCKS = 5;
    private static final int SERIES = 40;

    @TempDir
    private Path folder;

    private final List<String> warnings = new CopyOnWriteArrayList<>();
    private final List<String> events = new CopyOnWriteArrayList<>();

    @Test
    void aSpoolWithASeriesThatPrometheusFailsWithIsDeliveredWithoutIt() throws Exception {
        Assumptions.assumeTrue(PrometheusProcess.isInstalled(), "needs prometheus, which is not installed");
        Map<Long, Double> expected = fillSpool();
        try (PrometheusProcess prometheus = PrometheusProcess.start(folder);
                MetricShipper shipper = shipper(prometheus.port())) {
            Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
            shipper.accept(new Batch(now, List.of(Family.gauge("live", "help", 1))));
            await().untilAsserted(() -> {
                assertThat(prometheus.samples("live")).containsKey(now.toEpochMilli());
                for (int number = 0; number < SERIES; number++) {
                    assertThat(prometheus.samples("good{number=\"" + number + "\"}"))
                            .isEqualTo(expected);
                }
            });
            assertThat(value(shipper, "peace_ship_dropped_total")).isEqualTo(BLOCKS);
            assertThat(value(shipper, "peace_ship_up")).isEqualTo(1);
            assertThat(value(shipper, "peace_ship_pending_samples")).isZero();
            assertThat(value(shipper, "peace_ship_excluded_series")).isEqualTo(1);
            assertThat(value(shipper, "peace_ship_quarantine_bytes")).isPositive();
        }
        assertThat(events).singleElement().asString().contains("x{__name__=\"y\"}", "(500)", "own history");
        assertThat(Files.readString(folder.resolve("spool/home/quarantine.jsonl")))
                .contains("x{__name__=\\\"y\\\"}")
                .doesNotContain("good{");
    }

    /** As an earlier version left it, which did not check labels. */
    private Map<Long, Double> fillSpool() throws Exception {
        Map<Long, Double> good = new TreeMap<>();
        Spool spool = new Spool(
                new DiskFiles(folder.resolve("spool/home")),
                1_000_000,
                (reason, _) -> warnings.add(reason),
                warnings::add);
        Instant start = Instant.now().minusSeconds(300).truncatedTo(ChronoUnit.MILLIS);
        for (int block = 0; block < BLOCKS; block++) {
            long time = start.plusSeconds(15L * block).toEpochMilli();
            List<SeriesSample> samples = new ArrayList<>();
            IntStream.range(0, SERIES)
                    .forEach(number -> samples.add(sample(Series.of("good", Map.of("number", "" + number)), time)));
            samples.add(SERIES / 3, sample(Series.of("x", Map.of("__name__", "y")), time));
            spool.append(new SpoolBlock(block + 1, samples));
            good.put(time, 1.0);
        }
        return good;
    }

    private static SeriesSample sample(Series series, long time) {
        return new SeriesSample(series, Family.Type.GAUGE, time, SeriesSample.toBits(1));
    }

    private MetricShipper shipper(int port) throws ConfigException {
        ConfigDocument document = ConfigDocument.parse("test", """
                device: {name: gym-1}
                ship:
                  metrics:
                    - {name: home, url: 'http://127.0.0.1:%d/api/v1/write', interval: 1s, send_every: 1s, allow: all}
                """.formatted(port));
        return MetricShipper.start(
                ShipMetricsConfig.read(document),
                DeviceConfig.read(document),
                new ShippingContext(folder.resolve("spool"), "peace/test", Clock.system(), warnings::add, events::add));
    }

    private static double value(MetricShipper shipper, String name) {
        return shipper.collector().collect().families().stream()
                .filter(family -> family.name().equals(name))
                .flatMap(family -> family.samples().stream())
                .mapToDouble(Sample::value)
                .sum();
    }
}
