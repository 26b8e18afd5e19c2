// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonArray;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.testkit.PanelQuery;

/** Every file in packaging/grafana/dashboards, however it was edited. */
class PackagedDashboardsTest {

    private static final Path FOLDER = Path.of("..", "packaging", "grafana", "dashboards");
    private static final int COLUMNS = 24;

    /** Of Grafana's many units those that our metrics have. */
    private static final Set<String> UNITS = Set.of("none", "short", "percentunit", "decbytes", "Bps", "s", "celsius");

    /** What Prometheus answers at most, in points of one series. */
    private static final int MAX_POINTS = 11_000;

    private static final List<Duration> RANGES = List.of(
            Duration.ofMinutes(5),
            Duration.ofHours(1),
            Duration.ofDays(1),
            Duration.ofDays(7),
            Duration.ofDays(90),
            Duration.ofDays(730));

    @Test
    void theProgramComesWithTheseFiles() throws Exception {
        assertThat(DashboardFiles.builtIn()).containsExactlyInAnyOrderElementsOf(DashboardFiles.in(FOLDER));
    }

    /** Make it so with {@code peace grafana push --dashboards DIR --out packaging/grafana}. */
    @TestFactory
    List<DynamicTest> eachFileIsAsAPushSendsIt() throws Exception {
        return each((file, dashboard) -> {
            assertThat(file.getFileName()).hasToString(dashboard.text("uid").orElse("") + ".json");
            assertThat(file)
                    .hasContent(DashboardFile.parse(file.toString(), Files.readString(file))
                                    .json()
                                    .toPrettyJson() + "\n");
        });
    }

    @TestFactory
    List<DynamicTest> panelsHaveIdsOfTheirOwnATitleAndADescription() throws Exception {
        return each((_, dashboard) -> {
            List<JsonObject> panels = panels(dashboard);
            assertThat(panels).isNotEmpty();
            assertThat(panels)
                    .extracting(panel -> panel.integer("id").orElse(0L))
                    .doesNotContain(0L)
                    .doesNotHaveDuplicates();
            assertThat(panels)
                    .extracting(panel -> panel.text("title").orElse(""))
                    .doesNotContain("")
                    .doesNotHaveDuplicates();
            assertThat(panels)
                    .allSatisfy(panel -> assertThat(panel.text("description"))
                            .hasValueSatisfying(text -> assertThat(text).endsWith(".")));
        });
    }

    @TestFactory
    List<DynamicTest> panelsStandBesideOneAnotherInsideTheGrid() throws Exception {
        return each((_, dashboard) -> {
            Set<String> taken = new TreeSet<>();
            for (JsonObject panel : panels(dashboard)) {
                JsonObject place = panel.object("gridPos").orElseThrow();
                long x = place.integer("x").orElseThrow();
                long y = place.integer("y").orElseThrow();
                long width = place.integer("w").orElseThrow();
                assertThat(x + width).as(panel.text("title").orElse("")).isLessThanOrEqualTo(COLUMNS);
                for (long column = x; column < x + width; column++) {
                    for (long row = y; row < y + place.integer("h").orElseThrow(); row++) {
                        assertThat(taken.add(column + "/" + row))
                                .as(panel.text("title").orElse("") + " covers another panel")
                                .isTrue();
                    }
                }
            }
        });
    }

    @TestFactory
    List<DynamicTest> everyDataSourceIsAVariable() throws Exception {
        return each((_, dashboard) -> {
            List<String> uids = new ArrayList<>();
            for (JsonObject panel : panels(dashboard)) {
                uids.add(uid(panel));
                panel.items("targets").forEach(target -> uids.add(uid((JsonObject) target)));
            }
            assertThat(uids)
                    .isNotEmpty()
                    .allMatch(uid -> Set.of("${metrics}", "${logs}").contains(uid));
        });
    }

    @TestFactory
    List<DynamicTest> everyNumberHasAUnit() throws Exception {
        return each((_, dashboard) -> {
            for (JsonObject panel : panels(dashboard)) {
                List<String> units = new ArrayList<>();
                units(panel.object("fieldConfig").orElseThrow(), units);
                assertThat(units)
                        .as(panel.text("title").orElse(""))
                        .isNotEmpty()
                        .allMatch(UNITS::contains);
            }
        });
    }

    /** What a device has scraped from another program can have the name of any series of ours. */
    @TestFactory
    List<DynamicTest> everyQueryExcludesScrapedSeries() throws Exception {
        return each((file, dashboard) -> {
            List<String> queries = new ArrayList<>();
            for (JsonObject panel : panels(dashboard)) {
                panel.items("targets").stream()
                        .map(JsonObject.class::cast)
                        .filter(target -> uid(target).equals("${metrics}"))
                        .forEach(target -> queries.add(target.text("expr").orElseThrow()));
            }
            dashboard.object("templating").orElseThrow().items("list").stream()
                    .map(variable -> ((JsonObject) variable).text("query").orElse(""))
                    .filter(query -> query.startsWith("label_values"))
                    .forEach(queries::add);
            assertThat(queries).hasSizeGreaterThan(5).allSatisfy(query -> {
                assertThat(query.split("peace_scraped=\"\"}", -1)).hasSameSizeAs(query.split("}", -1));
                assertThat(query).contains("}");
            });
        });
    }

    @TestFactory
    List<DynamicTest> queriesHaveLettersOfTheirOwn() throws Exception {
        return each((_, dashboard) -> {
            for (JsonObject panel : panels(dashboard)) {
                assertThat(panel.items("targets"))
                        .as(panel.text("title").orElse(""))
                        .isNotEmpty()
                        .extracting(
                                target -> ((JsonObject) target).text("refId").orElse(""))
                        .doesNotContain("")
                        .doesNotHaveDuplicates();
            }
        });
    }

    @Test
    void aWindowOfARateHoldsTwoSamplesOfASeriesThatIsShippedOnceAMinute() throws Exception {
        // Rounds of shipping jitter by an eighth of the interval.
        Duration twoSamples = Duration.ofSeconds(2 * 60 + 15);
        List<PanelQuery> rates = PanelQuery.below(FOLDER).stream()
                .filter(query -> query.expression().contains("$__rate_interval"))
                .toList();
        assertThat(rates).isNotEmpty();
        for (PanelQuery query : rates) {
            assertThat(RANGES)
                    .allSatisfy(range -> assertThat(query.rateInterval(range))
                            .as(query.panel() + " over " + range)
                            .isGreaterThan(twoSamples));
        }
    }

    @Test
    void aLongRangeIsNotMoreThanPrometheusAnswers() throws Exception {
        for (PanelQuery query : PanelQuery.below(FOLDER)) {
            assertThat(RANGES)
                    .allSatisfy(range -> assertThat(range.dividedBy(query.step(range)))
                            .as(query.panel() + " over " + range)
                            .isLessThan(MAX_POINTS));
        }
    }

    /** What a test does with each file. */
    private interface Check {
        void run(Path file, JsonObject dashboard) throws Exception;
    }

    private static List<DynamicTest> each(Check check) throws Exception {
        List<Path> files = PanelQuery.dashboards(FOLDER);
        assertThat(files).hasSizeGreaterThan(1);
        return files.stream()
                .map(file -> DynamicTest.dynamicTest(
                        file.getFileName().toString(), () -> check.run(file, Json.parseObject(Files.readString(file)))))
                .toList();
    }

    private static List<JsonObject> panels(JsonObject dashboard) {
        return dashboard.items("panels").stream().map(JsonObject.class::cast).toList();
    }

    private static String uid(JsonObject owner) {
        return owner.object("datasource").flatMap(source -> source.text("uid")).orElse("");
    }

    private static void units(Json json, List<String> found) {
        if (json instanceof JsonArray array) {
            array.items().forEach(item -> units(item, found));
        } else if (json instanceof JsonObject object) {
            boolean isOverride = object.text("id").orElse("").equals("unit");
            object.text(isOverride ? "value" : "unit").ifPresent(found::add);
            for (Map.Entry<String, Json> member : object.members().entrySet()) {
                units(member.getValue(), found);
            }
        }
    }
}
