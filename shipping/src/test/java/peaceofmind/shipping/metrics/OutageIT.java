// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.testkit.Eventually.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.config.DeviceConfig;
import peaceofmind.foundation.time.Clock;
import peaceofmind.metrics.Batch;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Family.Sample;

/**
 * Debian's Prometheus is unreachable for ten minutes of real time, and the shipping process is restarted in between. Run it with
 * {@code ./test soak}.
 */
@Tag("soak")
class OutageIT {

    private static final Duration COLLECTION_INTERVAL = Duration.ofSeconds(5);
    private static final int SERIES = 50;

    private final Duration outage = Duration.ofSeconds(Integer.parseInt(
            Optional.ofNullable(System.getenv("PEACE_OUTAGE_SECONDS")).orElse("600")));

    @TempDir
    private Path folder;

    private final List<String> warnings = new CopyOnWriteArrayList<>();
    private final TreeMap<Long, Double> scraped = new TreeMap<>();

    @Test
    void everySampleOfATenMinuteOutageIsDeliveredOnce() throws Exception {
        Assumptions.assumeTrue(PrometheusProcess.isInstalled(), "needs prometheus, which is not installed");
        try (PrometheusProcess prometheus = PrometheusProcess.start(folder);
                FaultyProxy proxy = new FaultyProxy(prometheus.port())) {
            try (MetricShipper shipper = shipper(proxy, "first")) {
                collectFor(shipper, Duration.ofSeconds(15));
                proxy.setMode(FaultyProxy.Mode.CUT);
                collectFor(shipper, outage.dividedBy(2));
            }
            try (MetricShipper shipper = shipper(proxy, "second")) {
                collectFor(shipper, outage.dividedBy(2));
                proxy.setMode(FaultyProxy.Mode.OPEN);
                Instant endOfOutage = Instant.now();
                // The backoff grows to two minutes.
                await().atMost(Duration.ofMinutes(4))
                        .until(() ->
                                prometheus.samples("test_gauge{number=\"0\"}").equals(scraped));
                System.out.printf(
                        "outage of %d s: all of %d x %d samples were delivered %d s after its end%n",
                        outage.toSeconds(),
                        scraped.size(),
                        SERIES,
                        Duration.between(endOfOutage, Instant.now()).toSeconds());
            }
            for (int number = 1; number < SERIES; number++) {
                assertThat(prometheus.samples("test_gauge{number=\"" + number + "\"}"))
                        .hasSameSizeAs(scraped);
            }
            // Each reason is logged once, however often sending is retried.
            for (String process : List.of("first", "second")) {
                assertThat(warnings)
                        .filteredOn(line -> line.startsWith(process) && line.contains("cannot send, will retry"))
                        .isNotEmpty()
                        .doesNotHaveDuplicates();
            }
        }
    }

    private void collectFor(MetricShipper shipper, Duration length) throws InterruptedException {
        Instant end = Instant.now().plus(length);
        while (Instant.now().isBefore(end)) {
            Instant at = Instant.now().truncatedTo(ChronoUnit.MILLIS);
            double value = scraped.size() * 1.1;
            List<Sample> samples = IntStream.range(0, SERIES)
                    .mapToObj(number -> new Sample(Map.of("number", "" + number), value + number))
                    .toList();
            shipper.accept(new Batch(at, List.of(new Family("test_gauge", Family.Type.GAUGE, "help", samples))));
            scraped.put(at.toEpochMilli(), value);
            Clock.system().sleep(COLLECTION_INTERVAL);
        }
    }

    private MetricShipper shipper(FaultyProxy proxy, String process) throws ConfigException {
        ConfigDocument document = ConfigDocument.parse("test", """
                device: {name: gym-1}
                ship:
                  metrics:
                    - {name: home, url: 'http://127.0.0.1:%d/api/v1/write', interval: 1s, send_every: 1s, timeout: 2s, allow: all}
                """.formatted(proxy.port()));
        return MetricShipper.start(
                ShipMetricsConfig.read(document),
                DeviceConfig.read(document),
                new ShippingContext(
                        folder.resolve("spool"),
                        "peace/test",
                        Clock.system(),
                        line -> warnings.add(process + ": " + line),
                        warnings::add));
    }
}
