// SPDX-License-Identifier: Apache-2.0
package peaceofmind.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static peaceofmind.testkit.Eventually.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.contract.client.WatchdogClient;
import peaceofmind.contract.report.MonthlyReport;
import peaceofmind.contract.report.ReportText;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.foundation.control.ControlHandler.Peer;
import peaceofmind.foundation.control.ControlServer;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.metrics.Batch;
import peaceofmind.testkit.FakeClock;

/** When a month is reported, and what becomes of a report that cannot be calculated. */
final class MonthlyReportsTest {

    @TempDir
    private Path folder;

    private final FakeClock clock = new FakeClock();
    private final List<MonthlyReport> sent = new CopyOnWriteArrayList<>();
    private final List<String> log = new CopyOnWriteArrayList<>();

    private MonthlyReports reports() {
        MonthlyReports.Context context = new MonthlyReports.Context(
                "gym",
                new WatchdogClient(folder.resolve("watchdog.sock"), Duration.ofSeconds(5)),
                (_, _, _) -> List.of(),
                5_000_000_000L,
                folder.resolve("drill.json"),
                sent::add);
        return new MonthlyReports(
                context, LocalTime.of(8, 0), folder.resolve("monthly"), ZoneOffset.UTC, clock, log::add);
    }

    private ControlServer watchdog() throws IOException {
        return ControlServer.listen(folder.resolve("watchdog.sock"), "rw-------", (request, _) -> respond(request));
    }

    private static JsonObject respond(JsonObject request) {
        return request.text("command").filter("status"::equals).isPresent()
                ? Json.object()
                        .put(
                                "services",
                                List.of(Json.object()
                                        .put("name", "recorder")
                                        .put("condition", "healthy")
                                        .build()))
                        .build()
                : Json.object()
                        .put(
                                "events",
                                List.of(
                                        event(0, "2026-09-01T00:00:00Z", "watchdog_started", ""),
                                        event(1, "2026-10-05T10:00:30Z", "stale", "30"),
                                        event(2, "2026-10-05T10:01:00Z", "restart_verified", "60")))
                        .build();
    }

    private static JsonObject event(long sequence, String time, String kind, String sinceGoodBeat) {
        Json.ObjectBuilder json = Json.object()
                .put("sequence", sequence)
                .put("time", time)
                .put("kind", kind)
                .put("reason", "x");
        if (!sinceGoodBeat.isEmpty()) {
            json.put("service", "recorder").put("since_good_beat_seconds", Double.parseDouble(sinceGoodBeat));
        }
        return json.build();
    }

    private void batchAt(MonthlyReports reports, String time) throws IOException {
        clock.stepWall(Duration.between(clock.now(), Instant.parse(time)));
        reports.accept(new Batch(clock.now(), List.of()));
    }

    @Test
    void theMonthBeforeIsReportedOnceOnTheFirst() throws Exception {
        Files.writeString(folder.resolve("monthly"), "2026-09\n");
        try (ControlServer _ = watchdog()) {
            MonthlyReports reports = reports();
            batchAt(reports, "2026-11-01T07:59:59Z");
            assertThat(folder.resolve("monthly")).hasContent("2026-09");
            batchAt(reports, "2026-11-01T08:00:00Z");
            await().until(() -> Files.readString(folder.resolve("monthly")).equals("2026-10\n"));
            batchAt(reports, "2026-11-01T08:00:15Z");
            batchAt(reports(), "2026-11-02T08:00:15Z");
            assertThat(sent).hasSize(1);
            assertThat(sent.getFirst().month()).isEqualTo(YearMonth.of(2026, 10));
            assertThat(sent.getFirst().service("recorder").orElseThrow().down()).isEqualTo(Duration.ofMinutes(1));
            assertThat(log).isEmpty();
        }
    }

    @Test
    void aDeviceThatWasOffOnTheFirstReportsLater() throws Exception {
        Files.writeString(folder.resolve("monthly"), "2026-09\n");
        try (ControlServer _ = watchdog()) {
            batchAt(reports(), "2026-11-05T00:10:00Z");
            await().until(() -> !sent.isEmpty());
        }
    }

    @Test
    void aNewDeviceAndAClockThatWasSetBackReportNothing() throws Exception {
        try (ControlServer _ = watchdog()) {
            MonthlyReports reports = reports();
            batchAt(reports, "2026-11-24T08:00:00Z");
            assertThat(folder.resolve("monthly")).hasContent("2026-10");
            batchAt(reports, "1970-01-20T08:00:00Z");
            batchAt(reports, "2026-11-24T08:00:15Z");
            assertThat(folder.resolve("monthly")).hasContent("2026-10");
            assertThat(sent).isEmpty();
        }
    }

    @Test
    void aClockThatWasYearsAheadIsForgottenAfterADay() throws Exception {
        Files.writeString(folder.resolve("monthly"), "2039-03\n");
        MonthlyReports reports = reports();
        batchAt(reports, "2026-11-24T08:00:00Z");
        clock.advance(Duration.ofHours(23));
        batchAt(reports, "2026-11-25T07:00:00Z");
        assertThat(folder.resolve("monthly")).hasContent("2039-03");
        clock.advance(Duration.ofHours(1));
        batchAt(reports, "2026-11-25T08:00:00Z");
        assertThat(folder.resolve("monthly")).hasContent("2026-10");
        assertThat(sent).isEmpty();
    }

    @Test
    void withoutTheWatchdogTheReportWaitsForAnHour() throws Exception {
        Files.writeString(folder.resolve("monthly"), "2026-09\n");
        MonthlyReports reports = reports();
        batchAt(reports, "2026-11-01T08:00:00Z");
        await().until(() -> !log.isEmpty());
        assertThat(log.getFirst()).startsWith("cannot report 2026-10, will retry in an hour: ");
        try (ControlServer _ = watchdog()) {
            batchAt(reports, "2026-11-01T08:59:00Z");
            clock.advance(Duration.ofHours(1));
            await().until(() -> {
                batchAt(reports, "2026-11-01T09:01:00Z");
                return !sent.isEmpty();
            });
        }
    }

    @Test
    void aDamagedFileIsMovedAside() throws Exception {
        Files.writeString(folder.resolve("monthly"), "\0\0\0\n");
        batchAt(reports(), "2026-11-24T08:00:00Z");
        assertThat(log).hasSize(1).first().asString().contains("cannot read which month was reported last");
        assertThat(folder.resolve("monthly")).hasContent("2026-10");
    }

    @Test
    void aPersonGetsTheMonthSoFarOrAnyOther() throws Exception {
        Files.writeString(folder.resolve("drill.json"), "{\"last_success\":{\"kill\":1791190800}}");
        try (ControlServer _ = watchdog()) {
            MonthlyReports reports = reports();
            assertThat(respond(reports, "").object("report").orElseThrow().text("month"))
                    .contains("2026-11");
            JsonObject october = respond(reports, "2026-10");
            assertThat(october.text("text").orElseThrow()).contains("gym: October 2026", "60 s in 1 outage", "kill");
            for (String wrong : List.of("2026-12", "October", "2026-13")) {
                assertThat(catchThrowableOfType(ControlException.class, () -> respond(reports, wrong)))
                        .isNotNull();
            }
        }
        assertThat(sent).isEmpty();
    }

    private static JsonObject respond(MonthlyReports reports, String month) throws ControlException {
        Json.ObjectBuilder request = Json.object();
        if (!month.isEmpty()) {
            request.put("month", month);
        }
        return Objects.requireNonNull(reports.handlers().get("report"))
                .handle(request.build(), new Peer("root", "root"));
    }

    @Test
    void mailPageAndCommandHaveTheSameFigures() throws Exception {
        Files.writeString(folder.resolve("monthly"), "2026-09\n");
        try (ControlServer _ = watchdog()) {
            MonthlyReports reports = reports();
            batchAt(reports, "2026-11-01T08:00:00Z");
            await().until(() -> !sent.isEmpty());
            JsonObject page = reports.report(Optional.of("2026-10"));
            JsonObject command = Objects.requireNonNull(reports.handlers().get("report"))
                    .handle(Json.object().put("month", "2026-10").build(), new Peer("root", "root"));
            assertThat(page).isEqualTo(command);
            assertThat(page.object("report").orElseThrow())
                    .isEqualTo(sent.getFirst().toJson());
            assertThat(page.text("text")).contains(ReportText.of(sent.getFirst(), ZoneOffset.UTC));
            // A minute of 31 days.
            assertThat(page.toJson()).contains("[\"Availability\",\"99.997 %\"]", "[\"Down\",\"60 s in 1 outage\"]");
            assertThat(page.text("previous")).contains("2026-09");
            assertThat(page.text("next")).contains("2026-11");
            assertThat(reports.report(Optional.empty()).text("next")).isEmpty();
        }
    }

    @Test
    void whatIsNoMonthIsRefused() throws Exception {
        try (ControlServer _ = watchdog()) {
            for (String month : List.of("2026-13", "-999999999-01", "+12026-01", "26-10", "2026-10-01", "x", "")) {
                assertThat(catchThrowableOfType(
                                ControlException.class, () -> reports().report(Optional.of(month))))
                        .as(month)
                        .hasMessageContaining("expected a month such as 2026-10");
            }
        }
    }
}
