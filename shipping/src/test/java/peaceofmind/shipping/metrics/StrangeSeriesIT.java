// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.testkit.Eventually.await;

import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.DeviceConfig;
import peaceofmind.foundation.time.Clock;
import peaceofmind.metrics.Batch;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Family.Sample;
import peaceofmind.metrics.ScrapedFamilies;

/** Whatever a scraped page contains, Debian's Prometheus stores the rest at the first attempt: nothing is searched for, nothing is late. */
class StrangeSeriesIT {

    /** Prometheus' own mark of a series that is gone, and another NaN with a payload. */
    private static final double STALE = Double.longBitsToDouble(0x7ff0000000000002L);

    private static final double ODD_NAN = Double.longBitsToDouble(0xfff8dead00000001L);

    @TempDir
    private Path folder;

    private final List<String> warnings = new CopyOnWriteArrayList<>();
    private final List<String> events = new CopyOnWriteArrayList<>();

    @Test
    void whateverATargetExposesTheRestIsStoredAtTheFirstAttempt() throws Exception {
        Assumptions.assumeTrue(PrometheusProcess.isInstalled(), "needs prometheus, which is not installed");
        ConfigDocument document;
        try (PrometheusProcess prometheus = PrometheusProcess.start(folder)) {
            document = ConfigDocument.parse("test", """
                    device: {name: gym-1}
                    ship:
                      metrics:
                        - {name: home, url: 'http://127.0.0.1:%d/api/v1/write', interval: 1s, send_every: 1s, allow: all}
                    """.formatted(prometheus.port()));
            try (MetricShipper shipper = MetricShipper.start(
                    ShipMetricsConfig.read(document),
                    DeviceConfig.read(document),
                    new ShippingContext(
                            folder.resolve("spool"), "peace/test", Clock.system(), warnings::add, events::add))) {
                Instant first = Instant.now().truncatedTo(ChronoUnit.MILLIS);
                Instant second = first.plusSeconds(2);
                for (Instant at : List.of(first, second)) {
                    shipper.accept(new Batch(
                            at,
                            List.of(Family.gauge("recorder_up", "help", 1)),
                            List.of(new ScrapedFamilies("a", strange()), new ScrapedFamilies("b", strange()))));
                }
                await().untilAsserted(() -> {
                    assertThat(prometheus.samples("recorder_up{peace_scraped=\"\"}"))
                            .containsOnlyKeys(first.toEpochMilli(), second.toEpochMilli());
                    for (String harmless : List.of(
                            "recorder_up{peace_scraped=\"true\"}",
                            "infinite{sign=\"-\"}",
                            "h_bucket{le=\"+Inf\"}",
                            "s{quantile=\"2\"}",
                            "clash{job=\"node\"}",
                            "utf8{name=\"grün 🎥\"}",
                            "last_of_the_page")) {
                        assertThat(prometheus.samples(harmless)).as(harmless).hasSize(2);
                    }
                });
                await().until(() -> value(shipper, "peace_ship_pending_samples") == 0);
                assertThat(value(shipper, "peace_ship_failures_total")).isZero();
                assertThat(value(shipper, "peace_ship_excluded_series")).isZero();
                assertThat(value(shipper, "peace_ship_up")).isEqualTo(1);
                assertThat(value(shipper, "peace_ship_dropped_total"))
                        .as("named twice, labels that are too long, and each series of the second target")
                        .isPositive();
            }
        }
        assertThat(events).as("what is wrong, once each").isNotEmpty().doesNotHaveDuplicates();
    }

    private static List<Family> strange() {
        return new ArrayList<>(List.of(
                family("named_twice", sample(1, "__name__", "other")),
                family("twice", sample(1), sample(2), sample(1)),
                family("twice_by_an_empty_label", sample(1), sample(2, "a", "")),
                family("clash", sample(1, "job", "node", "instance", "gym-1"), sample(2, "job", "recorder")),
                family("recorder_up", sample(0), sample(0, "peace_scraped", "false")),
                family("up", sample(7)),
                family("not_a_number", sample(Double.NaN), sample(STALE, "a", "stale"), sample(ODD_NAN, "a", "odd")),
                family("infinite", sample(Double.POSITIVE_INFINITY), sample(Double.NEGATIVE_INFINITY, "sign", "-")),
                family("extreme", sample(-0.0), sample(Double.MIN_VALUE, "a", "b")),
                family("large", sample(Double.MAX_VALUE), sample(-Double.MAX_VALUE, "a", "c")),
                family("long_value", sample(1, "path", "x".repeat(60_000))),
                family("long_label", sample(1, "x".repeat(5_000), "y")),
                family("x".repeat(5_000), sample(1)),
                family("utf8", sample(1, "name", "grün 🎥"), sample(1, "name", "half \ud83c a pair")),
                family("control", sample(1, "name", "\u0000\u001b]0;x\u0007\r\n")),
                family("reserved", sample(1, "__address__", "x"), sample(1, "__tmp", "y")),
                new Family(
                        "h_bucket",
                        Family.Type.HISTOGRAM,
                        "Buckets that shrink, negative counts.",
                        List.of(
                                sample(-5, "le", "0.5"),
                                sample(-9, "le", "1"),
                                sample(-1, "le", "+Inf"),
                                sample(1, "le", "x"))),
                new Family("s", Family.Type.SUMMARY, "No quantile.", List.of(sample(1, "quantile", "2"), sample(1))),
                new Family("falls_total", Family.Type.COUNTER, "A negative counter.", List.of(sample(-5))),
                family("last_of_the_page", sample(1))));
    }

    private static Family family(String name, Sample... samples) {
        return new Family(name, Family.Type.UNTYPED, "help", List.of(samples));
    }

    private static Sample sample(double value, String... labels) {
        return labels.length == 0 ? new Sample(Map.of(), value) : new Sample(Sample.labels(labels), value);
    }

    private static double value(MetricShipper shipper, String name) {
        return shipper.collector().collect().families().stream()
                .filter(family -> family.name().equals(name))
                .flatMap(family -> family.samples().stream())
                .mapToDouble(Sample::value)
                .sum();
    }
}
