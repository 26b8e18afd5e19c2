// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.testkit.Eventually.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.config.DeviceConfig;
import peaceofmind.foundation.time.Clock;
import peaceofmind.metrics.Batch;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Family.Sample;

/** Ships to Debian's Prometheus through a proxy that fails in every way, and queries Prometheus for what was delivered. */
class ShipMetricsIT {

    @TempDir
    private Path folder;

    private final List<String> warnings = new CopyOnWriteArrayList<>();
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final TreeMap<Long, Double> scraped = new TreeMap<>();
    private final Instant start = Instant.now().minus(Duration.ofMinutes(50)).truncatedTo(ChronoUnit.MILLIS);
    private PrometheusProcess prometheus;
    private FaultyProxy proxy;
    private int batches;

    @BeforeEach
    void startProxy() throws Exception {
        Assumptions.assumeTrue(PrometheusProcess.isInstalled(), "needs prometheus, which is not installed");
        prometheus = PrometheusProcess.start(folder);
        proxy = new FaultyProxy(prometheus.port());
    }

    @AfterEach
    void stopProxy() throws Exception {
        if (proxy != null) {
            proxy.close();
            prometheus.close();
        }
    }

    private MetricShipper shipper(String protocol) throws ConfigException {
        ConfigDocument document = ConfigDocument.parse("test", """
                device: {name: gym-1, customer: balaruc, location: gym}
                ship:
                  metrics:
                    - {name: home, url: 'http://127.0.0.1:%d/api/v1/write', protocol: %s, interval: 1s, send_every: 1s,
                       timeout: 2s, allow: all}
                """.formatted(proxy.port(), protocol));
        return MetricShipper.start(
                ShipMetricsConfig.read(document),
                DeviceConfig.read(document),
                new ShippingContext(folder.resolve("spool"), "peace/test", Clock.system(), warnings::add, events::add));
    }

    /** Collections with times 15 seconds apart, in quick succession: Prometheus accepts late samples. */
    private void collect(MetricShipper shipper, int times) {
        for (int n = 0; n < times; n++) {
            Instant at = start.plusSeconds(15L * batches);
            double value = batches * 1.1;
            batches++;
            List<Sample> states = List.of(
                    new Sample(Map.of("state", "recording"), value),
                    new Sample(Map.of("state", "d\u00e9j\u00e0 \"vu\""), -value));
            shipper.accept(new Batch(
                    at,
                    List.of(
                            new Family("test_state", Family.Type.GAUGE, "help", states),
                            Family.counter("test_total", "help", value))));
            scraped.put(at.toEpochMilli(), value);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(150));
        }
    }

    private void assertEverySampleDeliveredOnce(Map<Long, Double> expected) {
        String labels = "customer=\"balaruc\",instance=\"gym-1\",job=\"recorder\",location=\"gym\"";
        await().untilAsserted(() -> {
            assertThat(prometheus.samples("test_total{" + labels + "}")).isEqualTo(expected);
            assertThat(prometheus.samples("test_state{state=\"recording\"," + labels + "}"))
                    .isEqualTo(expected);
            TreeMap<Long, Double> negated = new TreeMap<>();
            expected.forEach((time, value) -> negated.put(time, -value));
            assertThat(prometheus.samples("test_state{state=~\"d.j. .vu.\"," + labels + "}"))
                    .isEqualTo(negated);
        });
    }

    @Test
    void everySampleIsDeliveredOnceDespiteEveryKindOfFailure() throws Exception {
        try (MetricShipper shipper = shipper("auto")) {
            collect(shipper, 5);
            for (FaultyProxy.Mode mode : List.of(
                    FaultyProxy.Mode.RETURNS_500,
                    FaultyProxy.Mode.RETURNS_429,
                    FaultyProxy.Mode.RETURNS_GARBAGE,
                    FaultyProxy.Mode.HANGS,
                    FaultyProxy.Mode.CUT)) {
                proxy.setMode(mode);
                collect(shipper, 10);
                proxy.setMode(FaultyProxy.Mode.OPEN);
                collect(shipper, 5);
            }
            assertEverySampleDeliveredOnce(scraped);
            assertThat(dropped(shipper)).isEmpty();
            assertThat(warnings)
                    .filteredOn(line -> line.contains("cannot send, will retry"))
                    .isNotEmpty()
                    .hasSizeLessThan(11);
        }
    }

    @Test
    void rejectedSamplesAreDroppedCountedAndReportedOnce() throws Exception {
        try (MetricShipper shipper = shipper("1")) {
            collect(shipper, 5);
            assertEverySampleDeliveredOnce(scraped);
            TreeMap<Long, Double> accepted = new TreeMap<>(scraped);
            proxy.setMode(FaultyProxy.Mode.RETURNS_400);
            collect(shipper, 10);
            await().until(() -> dropped(shipper).getOrDefault("refused", 0.0) == 30);
            scraped.clear();
            proxy.setMode(FaultyProxy.Mode.OPEN);
            collect(shipper, 5);
            accepted.putAll(scraped);
            assertEverySampleDeliveredOnce(accepted);
            assertThat(events).hasSize(1);
            assertThat(events.getFirst()).contains("rejected 30 samples");
        }
    }

    @Test
    void samplesUnsentOnShutdownAreSentByTheNextProcess() throws Exception {
        proxy.setMode(FaultyProxy.Mode.CUT);
        try (MetricShipper shipper = shipper("1")) {
            collect(shipper, 20);
        }
        proxy.setMode(FaultyProxy.Mode.OPEN);
        try (MetricShipper shipper = shipper("1")) {
            collect(shipper, 5);
            assertEverySampleDeliveredOnce(scraped);
        }
    }

    private static Map<String, Double> dropped(MetricShipper shipper) {
        Map<String, Double> reasons = new TreeMap<>();
        List<Family> families = new ArrayList<>(shipper.collector().collect().families());
        families.stream()
                .filter(family -> family.name().equals("peace_ship_dropped_total"))
                .flatMap(family -> family.samples().stream())
                .forEach(sample -> reasons.put(sample.labels().getOrDefault("reason", ""), sample.value()));
        return reasons;
    }
}
