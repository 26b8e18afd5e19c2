// SPDX-License-Identifier: Apache-2.0
package peaceofmind.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;

/**
 * A query of a panel in the packaged Grafana dashboards, and how Grafana completes it before sending it.
 *
 * @param panel titles of the dashboard and the panel
 * @param isLogs LogQL for Loki; otherwise PromQL
 * @param expression with Grafana's variables
 * @param isInstant whether only the latest value is queried
 * @param minStep "Min step" of the query; zero when it has none
 * @param minInterval "Min interval" of the panel; zero when it has none
 */
public record PanelQuery(
        String panel, boolean isLogs, String expression, boolean isInstant, Duration minStep, Duration minInterval) {

    /** The default of a data source. */
    public static final Duration DEFAULT_SCRAPE_INTERVAL = Duration.ofSeconds(15);

    /** For a panel of half the screen's width: Grafana queries about one point per pixel. */
    private static final int MAX_DATA_POINTS = 900;

    /** All queries of all dashboards in a folder. */
    public static List<PanelQuery> below(Path folder) throws IOException, JsonException {
        List<PanelQuery> queries = new ArrayList<>();
        for (Path file : dashboards(folder)) {
            JsonObject dashboard = Json.parseObject(Files.readString(file));
            for (Json listed : dashboard.items("panels")) {
                JsonObject panel = (JsonObject) listed;
                for (Json target : panel.items("targets")) {
                    queries.add(of(dashboard.text("title").orElse("") + ", ", panel, (JsonObject) target));
                }
            }
        }
        return queries;
    }

    /** The dashboard files in a folder. */
    public static List<Path> dashboards(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }

    private static PanelQuery of(String dashboard, JsonObject panel, JsonObject target) {
        return new PanelQuery(
                dashboard + panel.text("title").orElse(""),
                target.object("datasource")
                        .flatMap(source -> source.text("type"))
                        .orElse("")
                        .equals("loki"),
                target.text("expr").orElse(""),
                target.bool("instant").orElse(false),
                target.text("interval").map(PanelQuery::duration).orElse(Duration.ZERO),
                panel.text("interval").map(PanelQuery::duration).orElse(Duration.ZERO));
    }

    private static Duration duration(String text) {
        return Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
    }

    /** {@code $__interval}: the time between two points on the screen, at least the minimum of the panel or the data source. */
    private Duration interval(Duration range) {
        Duration minimum = minInterval.isZero() ? DEFAULT_SCRAPE_INTERVAL : minInterval;
        return max(range.dividedBy(MAX_DATA_POINTS), minimum);
    }

    /**
     * {@code $__rate_interval} as Grafana's documentation defines it. The panel's minimum interval does not count as a scrape interval,
     * only the query's "Min step" does.
     */
    public Duration rateInterval(Duration range) {
        Duration scrape = minStep.isZero() ? DEFAULT_SCRAPE_INTERVAL : minStep;
        return max(interval(range).plus(scrape), scrape.multipliedBy(4));
    }

    /** Time between two points of the result. Newer versions of Grafana apply a "Min step" exactly, however long the range is. */
    public Duration step(Duration range) {
        return minStep.isZero() ? interval(range) : minStep;
    }

    /** The query as sent when all devices are selected. */
    public String filled(Duration range) {
        return expression
                .replace("$instance", ".*")
                .replace("$customer", ".*")
                .replace("$__rate_interval", rateInterval(range).toSeconds() + "s")
                .replace("$__interval_ms", Long.toString(interval(range).toMillis()))
                .replace("$__interval", interval(range).toSeconds() + "s")
                .replace("$__range_s", Long.toString(range.toSeconds()))
                .replace("$__range", range.toSeconds() + "s");
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? other : one;
    }
}
