// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.agent.ExportedSeries;
import peaceofmind.contract.alert.AlertCatalogue;
import peaceofmind.contract.alert.AlertRule;
import peaceofmind.contract.alert.PrometheusRules;
import peaceofmind.contract.alert.Selector;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonArray;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.metrics.Batch;
import peaceofmind.metrics.Family;
import peaceofmind.shipping.metrics.wire.RemoteWrite;
import peaceofmind.shipping.metrics.wire.SeriesSample;
import peaceofmind.testkit.PanelQuery;

/** Debian's Prometheus has what a device ships when nobody changed a default: every panel and every rule finds something in it. */
class ShippedDefaultsIT {

    private static final Duration COLLECTED_EVERY = Duration.ofSeconds(15);
    private static final Duration SHIPPED = Duration.ofMinutes(75);
    private static final Duration RANGE = Duration.ofHours(1);

    @TempDir
    private static Path folder;

    private static PrometheusProcess prometheus;

    /** When Grafana queries: deliberately not at a moment of collection. */
    private static Instant queriedAt = Instant.EPOCH;

    @BeforeAll
    static void ship() throws Exception {
        Assumptions.assumeTrue(PrometheusProcess.isInstalled(), "what needs prometheus: it is not installed");
        prometheus = PrometheusProcess.start(folder);
        List<Family> exported = ExportedSeries.collect(folder);
        DestinationConfig defaults = ShipMetricsConfig.read(
                        ConfigDocument.parse("test", "ship: {metrics: [{url: 'http://127.0.0.1:9/'}]}"))
                .destinations()
                .getFirst();
        SampleSelector selection = new SampleSelector(
                defaults.allow(),
                defaults.interval(),
                Map.of("instance", "gym", "customer", "rob", "location", "north"),
                (reason, series) -> {
                    throw new AssertionError(reason + ": " + series);
                });
        Instant end = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        queriedAt = end.minusSeconds(7);
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (Instant at = end.minus(SHIPPED); !at.isAfter(end); at = at.plus(COLLECTED_EVERY)) {
                send(client, selection.select(new Batch(at, exported)).samples());
            }
        }
    }

    private static void send(HttpClient client, List<SeriesSample> points) throws Exception {
        if (points.isEmpty()) {
            return;
        }
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + prometheus.port() + "/api/v1/write"));
        RemoteWrite.V1.headers("peace/test").forEach(request::header);
        HttpResponse<String> response = client.send(
                request.POST(HttpRequest.BodyPublishers.ofByteArray(RemoteWrite.V1.encode(points)))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isBetween(200, 299);
    }

    @AfterAll
    static void stop() {
        if (prometheus != null) {
            prometheus.close();
        }
    }

    @Test
    void everyPanelHasSomethingToShowAtEachMomentOfAnHour() throws Exception {
        List<PanelQuery> queries = PanelQuery.below(Path.of("..", "packaging", "grafana", "dashboards")).stream()
                .filter(query -> !query.isLogs())
                .toList();
        assertThat(queries).hasSizeGreaterThan(20);
        for (PanelQuery query : queries) {
            String expression = query.filled(RANGE);
            String what = query.panel() + ": " + expression;
            if (query.isInstant()) {
                assertThat(prometheus.query(expression)).as(what).isNotEmpty();
            } else {
                Duration step = query.step(RANGE);
                List<Json> series = prometheus.queryRange(expression, queriedAt.minus(RANGE), queriedAt, step);
                assertThat(moments(series).size()).as(what).isEqualTo(RANGE.dividedBy(step) + 1);
            }
        }
    }

    /** Times at which any series has a value. */
    private static Set<String> moments(List<Json> series) {
        Set<String> moments = new TreeSet<>();
        for (Json one : series) {
            for (Json pair : ((JsonObject) one).items("values")) {
                moments.add(((JsonArray) pair).items().getFirst().toJson());
            }
        }
        return moments;
    }

    @Test
    void everyRuleFindsTheSeriesThatItAsksFor() throws Exception {
        for (AlertRule rule : AlertCatalogue.rules()) {
            for (Selector selector : rule.expression().selectors()) {
                assertThat(prometheus.query(selector.toString()))
                        .as(rule.name() + ": " + selector)
                        .isNotEmpty();
            }
            prometheus.query(PrometheusRules.promQl(rule));
        }
    }

    @Test
    void aWindowOfFourScrapeIntervalsOfTheDataSourceWouldBeEmpty() throws Exception {
        List<Json> series = prometheus.queryRange(
                "rate(node_cpu_seconds_total[60s])", queriedAt.minus(RANGE), queriedAt, COLLECTED_EVERY);
        assertThat(moments(series).size()).isZero();
    }
}
