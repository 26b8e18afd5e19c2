// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import picocli.CommandLine;

/** A day of six devices in Debian's Prometheus, in which each had a problem of its own. */
class FleetReportIT {

    private static final int MINUTES = 24 * 60;

    @TempDir
    private Path folder;

    private final List<String> samples = new ArrayList<>();

    @Test
    void eachFigureIsWhatHappened() throws Exception {
        long end = Instant.now().truncatedTo(ChronoUnit.MINUTES).getEpochSecond();
        for (int minute = 0; minute <= MINUTES; minute++) {
            addMinute(minute, end - (MINUTES - minute) * 60L);
        }
        try (HistoricPrometheus prometheus = HistoricPrometheus.start(folder, samples)) {
            Path inventory = Files.writeString(folder.resolve("fleet.yaml"), """
                    fleet:
                      prometheus: {url: "%s"}
                      devices:
                        - {name: well, customer: rob, groups: [pools]}
                        - {name: crashing, customer: rob, groups: [pools]}
                        - {name: late, customer: rob, groups: [pools]}
                        - {name: hot, customer: rob, groups: [pools]}
                        - {name: full, customer: rob, groups: [pools]}
                        - {name: never, customer: ann}
                    """.formatted(prometheus.url()));
            JsonObject report = Json.parseObject(run(inventory, "--json"));

            JsonObject well = device(report, "well");
            assertThat(well.number("availability")).contains(1.0);
            assertThat(well.toJson()).contains("\"restarts\":0.0", "\"hours_per_restart\":null", "\"outages\":0.0");
            assertThat(well.number("reported_seconds").orElseThrow()).isEqualTo(86_400, offset(180.0));
            assertThat(well.object("boots").orElseThrow().toJson()).isEqualTo("{\"clean\":0}");

            JsonObject crashing = device(report, "crashing");
            assertThat(crashing.number("availability").orElseThrow()).isEqualTo(1 - 30.0 / MINUTES, offset(0.001));
            assertThat(crashing.number("outages")).contains(2.0);
            assertThat(crashing.number("restarts")).contains(2.0);
            assertThat(crashing.number("seconds_to_recover").orElseThrow()).isEqualTo(15 * 60, offset(60.0));
            assertThat(crashing.number("hours_per_restart").orElseThrow()).isEqualTo(11.75, offset(0.1));

            JsonObject late = device(report, "late");
            assertThat(late.number("availability")).as("of what it reported").contains(1.0);
            assertThat(late.number("reported_seconds").orElseThrow()).isEqualTo(43_200, offset(600.0));

            JsonObject hot = device(report, "hot");
            assertThat(hot.object("boots").orElseThrow().toJson())
                    .isEqualTo("{\"clean\":0,\"power_loss\":1,\"watchdog\":1}");
            assertThat(hot.integer("unexpected_reboots")).contains(2L);
            assertThat(device(report, "full").integer("unexpected_reboots"))
                    .as("its clock was set, which changes the time of boot and is no reboot")
                    .contains(0L);
            assertThat(device(report, "never").toJson())
                    .contains("\"availability\":null", "\"restarts\":null", "\"reported_seconds\":0");

            assertThat(report.items("outliers"))
                    .extracting(item -> ((JsonObject) item).text("device").orElse("") + " "
                            + ((JsonObject) item).text("group").orElse("") + " "
                            + ((JsonObject) item).text("what").orElse(""))
                    .containsExactly(
                            "hot pools temperature",
                            "full pools disk_free",
                            "hot rob temperature",
                            "full rob disk_free");
            List<Json> versions = report.items("versions");
            assertThat(versions)
                    .extracting(item -> ((JsonObject) item).text("version").orElse(""))
                    .containsExactly("1.1", "1.0");
            JsonObject newer = (JsonObject) versions.getFirst();
            JsonObject older = (JsonObject) versions.getLast();
            assertThat(newer.integer("devices")).contains(4L);
            assertThat(newer.number("share")).contains(0.8);
            assertThat(older.number("restarts"))
                    .as("the first restart was before the update")
                    .contains(1.0);
            assertThat(newer.number("restarts")).contains(1.0);

            assertThat(run(inventory))
                    .contains(
                            "hot differs from the rest of pools: a mean temperature of 71 °C, the others of 51 °C (median).")
                    .contains("full differs from the rest of pools: 1.0 GB free, the others 70 GB (median).")
                    .containsPattern("hot +100.00 % .* 1 power_loss, 1 watchdog +1.1")
                    .containsPattern("never +- +0.00 % +-");
            assertThat(run(inventory, "--group", "ann")).contains("never").doesNotContain("crashing");
        }
    }

    private void addMinute(int minute, long time) {
        addDevice("well", minute, time, "1.0", 50, 70e9, 1, 0);
        boolean isDown = (minute >= 300 && minute < 315) || (minute >= 1000 && minute < 1015);
        int restarts = (minute >= 315 ? 1 : 0) + (minute >= 1015 ? 1 : 0);
        addDevice("crashing", minute, time, minute < 720 ? "1.0" : "1.1", 51, 70e9, isDown ? 0 : 1, restarts);
        if (minute > MINUTES / 2) {
            addDevice("late", minute, time, "1.1", 49, 70e9, 1, 5);
        }
        // Off for an hour, then rebooted by its watchdog.
        if (minute < 900 || minute >= 960) {
            addDevice("hot", minute, time, "1.1", 71, 70e9, 1, 0);
        }
        addDevice("full", minute, time, "1.1", 52, 1e9, 1, 0);
    }

    private void addDevice(
            String name, int minute, long time, String version, double celsius, double free, int up, int restarts) {
        String cause = "clean";
        long uptime = 1_000_000 + minute * 60L;
        long clockError = 0;
        if (name.equals("hot") && minute >= 960) {
            cause = minute >= 1200 ? "watchdog" : "power_loss";
            uptime = (minute - (minute >= 1200 ? 1200 : 960)) * 60L + 70;
        } else if (name.equals("full") && minute < 500) {
            clockError = -40_000;
        }
        add("peace_build_info", name, ",version=\"" + version + "\"", 1, time);
        add("recorder_up", name, "", up, time);
        add("peace_watchdog_restarts_total", name, ",service=\"recorder\"", restarts, time);
        add("node_hwmon_temp_celsius", name, ",sensor=\"temp1\"", celsius, time);
        add("recorder_disk_free_bytes", name, "", free, time);
        add("node_time_seconds", name, "", (double) (time + clockError), time);
        add("node_boot_time_seconds", name, "", (double) (time + clockError - uptime), time);
        for (String one : List.of("clean", "power_loss", "watchdog", "panic")) {
            add("peace_previous_boot_end", name, ",cause=\"" + one + "\"", one.equals(cause) ? 1 : 0, time);
        }
        // A program that the device scrapes speaks of itself only.
        add("recorder_up", name, ",peace_scraped=\"true\"", 0, time);
    }

    private void add(String metric, String device, String labels, double value, long time) {
        samples.add("%s{instance=\"%s\"%s} %s %d".formatted(metric, device, labels, value, time));
    }

    private static JsonObject device(JsonObject report, String name) {
        return report.items("devices").stream()
                .map(JsonObject.class::cast)
                .filter(device -> device.text("name").orElse("").equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String run(Path inventory, String... arguments) {
        StringWriter output = new StringWriter();
        List<String> all = new ArrayList<>(List.of("report", "--days", "1", "--inventory", inventory.toString()));
        all.addAll(List.of(arguments));
        int exitCode = new CommandLine(new FleetCommand())
                .setOut(new PrintWriter(output, true))
                .setErr(new PrintWriter(output, true))
                .execute(all.toArray(String[]::new));
        assertThat(exitCode).as(output.toString()).isZero();
        return output.toString();
    }
}
