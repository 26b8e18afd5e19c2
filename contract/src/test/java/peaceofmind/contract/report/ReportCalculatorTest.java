// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import peaceofmind.contract.event.EventKind;
import peaceofmind.contract.incident.Incident;

/** Months with known incidents: each figure is exactly right. */
final class ReportCalculatorTest {

    private static final YearMonth OCTOBER = YearMonth.of(2026, 10);
    private static final String OFF_FROM = "2026-10-15T00:00:00";
    private static final String OFF_TO = "2026-10-15T06:00:00";

    /** In Paris it has 745 hours. */
    private static SimulatedMonth october() {
        SimulatedMonth month = new SimulatedMonth(0)
                .device("2026-09-01T08:00:00", EventKind.WATCHDOG_STARTED, "started")
                // Across the start of the month: 60 s before it, 40 s in it.
                .event("2026-09-30T23:59:30", EventKind.STALE, "no heartbeat for 30 s", 30)
                .event("2026-10-01T00:00:40", EventKind.RECOVERED, "beats again", 100)
                .event("2026-10-02T10:00:30", EventKind.STALE, "no heartbeat for 30 s", 30)
                .event("2026-10-02T10:00:30", EventKind.RESTART, "restart 1", 30)
                .event("2026-10-02T10:00:31.500", EventKind.RESTART_VERIFIED, "beats again", 31.5)
                .event("2026-10-03T10:00:01", EventKind.SERVICE_FAILED, "it ended", 1)
                .event("2026-10-03T10:00:01", EventKind.RESTART, "restart 1", 1)
                .event("2026-10-03T10:00:09", EventKind.RESTART_VERIFIED, "beats again", 9)
                // Restarts do not help, a reboot does.
                .event("2026-10-05T04:00:30", EventKind.STALE, "no heartbeat for 30 s", 30)
                .event("2026-10-05T04:00:30", EventKind.RESTART, "restart 1", 30)
                .event("2026-10-05T04:01:00", EventKind.RESTART_FAILED, "no beat", 60)
                .device("2026-10-05T04:02:00", EventKind.REBOOT, "3 restarts have failed")
                .device("2026-10-05T04:05:00", EventKind.BOOTED, "the device has booted")
                .event("2026-10-05T04:06:40", EventKind.RECOVERED, "beats again", 100)
                // Asked for: neither an outage nor time in which it should have worked.
                .event("2026-10-06T09:00:00", EventKind.RESTART, "restart, asked for by root", 0)
                .event("2026-10-06T09:00:04", EventKind.RESTART_VERIFIED, "beats again", 4)
                .event("2026-10-10T12:00:00", EventKind.OPERATOR_STOPPED, "stopped on purpose", 0)
                .event("2026-10-10T15:00:00", EventKind.OPERATOR_STARTED, "runs again", 0)
                // Without power for six hours.
                .device(OFF_TO, EventKind.BOOTED, "the device has booted")
                .device(OFF_TO, EventKind.WATCHDOG_STARTED, "started")
                .event("2026-10-20T10:00:00", EventKind.HEARTBEAT_REFUSED, "wrong owner", 0)
                .event("2026-10-20T11:00:00", EventKind.RECOVERED, "beats again", 3600)
                .event("2026-10-21T10:00:00", EventKind.STARTED_BY_OTHERS, "started again by systemd", 2)
                // Two hours of it in the month, two after.
                .event("2026-10-31T22:00:30", EventKind.STALE, "no heartbeat for 30 s", 30)
                .event("2026-10-31T22:30:00", EventKind.GAVE_UP, "gave up", 1800)
                .event("2026-11-01T02:00:00", EventKind.RECOVERED, "beats again", 14_400)
                .event("2026-11-02T10:00:30", EventKind.STALE, "no heartbeat for 30 s", 30)
                .event("2026-11-02T11:00:00", EventKind.RECOVERED, "beats again", 3600);
        Instant start = SimulatedMonth.at("2026-10-01T00:00:00");
        Instant reset = SimulatedMonth.at("2026-10-20T00:00:00");
        return month.values("peace_watchdog_up", "2026-09-20T00:00:00", "2026-11-03T00:00:00", OFF_FROM, OFF_TO, _ -> 1)
                .values(
                        "recorder_disk_free_bytes",
                        "2026-10-01T00:00:00",
                        "2026-11-01T00:00:00",
                        OFF_FROM,
                        OFF_TO,
                        at -> 100e9 - 1e9 * Duration.between(start, at).toMillis() / 86_400_000.0)
                // 10 before the month, 72 when its database is lost, 5 after that.
                .values(
                        "recorder_videos_recorded_total",
                        "2026-09-20T00:00:00",
                        "2026-11-01T00:00:00",
                        OFF_FROM,
                        OFF_TO,
                        at -> at.isBefore(start) ? 10 : at.isBefore(reset) ? 72 : 5)
                .values(
                        "peace_card_life_used_ratio",
                        "2026-10-01T00:00:00",
                        "2026-11-01T00:00:00",
                        OFF_FROM,
                        OFF_TO,
                        _ -> 0.9);
    }

    private static MonthlyReport report(SimulatedMonth month, String now) throws Exception {
        ReportSources sources = new ReportSources(
                "gym",
                List.of("recorder"),
                month.events(),
                month.history(),
                5_000_000_000L,
                Map.of("kill", Instant.parse("2026-10-12T09:00:00Z"), "hang", Instant.parse("2026-09-12T09:00:00Z")));
        return ReportCalculator.calculate(sources, OCTOBER, SimulatedMonth.at(now), SimulatedMonth.ZONE);
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1000));
    }

    @Test
    void everyFigureOfAMonthWithKnownIncidentsIsRight() throws Exception {
        MonthlyReport report = report(october(), "2026-11-03T08:00:00");
        ServiceMonth recorder = report.service("recorder").orElseThrow();
        Duration down = seconds(40 + 31.5 + 9 + 400 + 7200);
        Duration stopped = seconds(3 * 3600 + 4);
        Duration unknown = Duration.ofHours(6 + 1);
        assertThat(recorder.down()).isEqualTo(down);
        assertThat(recorder.stopped()).isEqualTo(stopped);
        assertThat(recorder.unknown()).isEqualTo(unknown);
        assertThat(recorder.up())
                .isEqualTo(Duration.ofHours(745).minus(down).minus(stopped).minus(unknown));
        double watched = 745 * 3600 - (3 * 3600 + 4) - 7 * 3600;
        assertThat(recorder.availability().orElseThrow()).isCloseTo(1 - 7680.5 / watched, within(1e-12));
        assertThat(recorder.outages()).isEqualTo(5);
        assertThat(recorder.recoveries())
                .as("the last one is over after the month")
                .isEqualTo(4);
        assertThat(recorder.medianRecovery()).contains(seconds((31.5 + 100) / 2));
        assertThat(recorder.worstRecovery()).contains(seconds(400));

        assertThat(report.boots()).isEqualTo(new BootCounts(1, 0, 1));
        assertThat(report.videos().recorded()).isEqualTo(OptionalLong.of(62 + 5));
        assertThat(report.videos().uploaded()).isEmpty();
        assertThat(report.drills()).containsOnlyKeys("kill");
        assertThat(report.incidents())
                .extracting(Incident::title)
                .containsExactly(
                        "Froze, recovered on its own",
                        "Froze, recovered by a restart",
                        "Ended unexpectedly, recovered by a restart",
                        "Froze, recovered by a reboot",
                        "Was restarted, recovered by a restart",
                        "Could not be watched, recovered on its own",
                        "Ended, started again by its manager",
                        "Froze, recovered on its own");
    }

    @Test
    void diskAndCardAreReportedWithWhatWillNeedAVisit() throws Exception {
        MonthlyReport report = report(october(), "2026-11-03T08:00:00");
        MonthlyReport.Disk disk = report.disk();
        double last = 100e9 - 1e9 * (745 * 4 - 1) / 96;
        assertThat(disk.freeAtStart().orElseThrow()).isEqualTo(100e9);
        assertThat(disk.freeAtEnd().orElseThrow()).isCloseTo(last, within(1.0));
        assertThat(disk.minFree().orElseThrow()).isCloseTo(last, within(1.0));
        assertThat(disk.daysLeft().orElseThrow()).isCloseTo((last - 5e9) / 1e9, within(1e-6));
        assertThat(report.visits())
                .containsExactly(
                        "The disk is full in about 64 days at this month's rate: make room, or bring a larger one.",
                        "The card has used 90 % of its rated life: bring a new one.",
                        "Neither restarts nor reboots helped recorder on 2026-10-31 22:30 (incident 24).");
    }

    @Test
    void theTimeInWhichTheDeviceWasOffIsNamed() throws Exception {
        assertThat(report(october(), "2026-11-03T08:00:00").gaps())
                .containsExactly("Nobody watched from 2026-10-15 00:00 to 2026-10-15 06:00 (6 h 0 min).");
    }

    @Test
    void aClockThatIsSetDuringOutagesAndTimeThatNobodySawChangeNoFigure() throws Exception {
        SimulatedMonth month = new SimulatedMonth(0)
                .device("2026-09-01T08:00:00", EventKind.WATCHDOG_STARTED, "started")
                // 90 s, in which the clock is set forward by two hours: no history exists of those.
                .event("2026-10-03T10:00:30", EventKind.STALE, "no heartbeat for 30 s", 30)
                .event("2026-10-03T12:01:30", EventKind.RECOVERED, "beats again", 90)
                // 4 min, in which it is set back by an hour: the end stands before the start.
                .event("2026-10-08T10:00:30", EventKind.STALE, "no heartbeat for 30 s", 30)
                .event("2026-10-08T09:04:00", EventKind.RECOVERED, "beats again", 240)
                // Without power for six hours, and without a clock for the first minute after it.
                .device("2026-10-15T00:00:05", EventKind.BOOTED, "the device has booted")
                .device("2026-10-15T00:00:06", EventKind.WATCHDOG_STARTED, "started")
                .event("2026-10-15T00:00:36", EventKind.STALE, "no heartbeat for 30 s", 30)
                .event("2026-10-15T06:01:06", EventKind.RECOVERED, "beats again", 60)
                .values(
                        "peace_watchdog_up",
                        "2026-09-20T00:00:00",
                        "2026-10-12T00:00:00",
                        "2026-10-03T10:00:00",
                        "2026-10-03T12:00:00",
                        _ -> 1)
                .values("peace_watchdog_up", "2026-10-12T00:00:00", "2026-11-03T00:00:00", OFF_FROM, OFF_TO, _ -> 1);
        MonthlyReport report = report(month, "2026-11-03T08:00:00");
        ServiceMonth recorder = report.service("recorder").orElseThrow();
        assertThat(recorder.outages()).isEqualTo(3);
        assertThat(recorder.down()).isEqualTo(seconds(90 + 240 + 60));
        assertThat(recorder.medianRecovery()).contains(seconds(90));
        assertThat(recorder.worstRecovery()).contains(seconds(240));
        assertThat(recorder.unknown()).isEqualTo(Duration.ofHours(2 + 6));
        assertThat(recorder.up()).isEqualTo(Duration.ofHours(745 - 8).minusSeconds(390));
        assertThat(recorder.availability().orElseThrow()).isCloseTo(1 - 390.0 / (737 * 3600), within(1e-12));
        assertThat(report.boots()).isEqualTo(new BootCounts(0, 0, 1));
        assertThat(report.gaps())
                .containsExactly(
                        "Nobody watched from 2026-10-03 10:00 to 2026-10-03 12:00 (2 h 0 min).",
                        "Nobody watched from 2026-10-15 00:00 to 2026-10-15 06:00 (6 h 0 min).");
    }

    @Test
    void aMonthThatIsNotOverEndsNow() throws Exception {
        SimulatedMonth month = new SimulatedMonth(0)
                .device("2026-09-01T08:00:00", EventKind.WATCHDOG_STARTED, "started")
                .event("2026-10-01T11:00:30", EventKind.STALE, "no heartbeat for 30 s", 30)
                .values("peace_watchdog_up", "2026-09-20T00:00:00", "2026-10-01T12:00:00", OFF_FROM, OFF_TO, _ -> 1);
        MonthlyReport report = report(month, "2026-10-01T12:00:00");
        ServiceMonth recorder = report.service("recorder").orElseThrow();
        assertThat(recorder.down()).isEqualTo(Duration.ofHours(1));
        assertThat(recorder.up()).isEqualTo(Duration.ofHours(11));
        assertThat(recorder.medianRecovery()).as("it has not recovered").isEmpty();
        assertThat(report.gaps()).isEmpty();
        assertThat(report.incidents()).hasSize(1).noneMatch(Incident::isOver);
    }

    @Test
    void whatTheJournalHasForgottenIsNotCountedAsGood() throws Exception {
        SimulatedMonth month = new SimulatedMonth(5_000)
                .event("2026-10-11T00:00:30", EventKind.STALE, "no heartbeat for 30 s", 30)
                .event("2026-10-11T00:01:00", EventKind.RECOVERED, "beats again", 60)
                .values("peace_watchdog_up", "2026-09-20T00:00:00", "2026-11-01T00:00:00", OFF_FROM, OFF_FROM, _ -> 1);
        MonthlyReport report = report(month, "2026-11-01T00:00:00");
        ServiceMonth recorder = report.service("recorder").orElseThrow();
        // The incident itself started 30 s before its first event, at the end of the time of which nothing is known.
        assertThat(recorder.unknown()).isEqualTo(Duration.ofDays(10));
        assertThat(recorder.down()).isEqualTo(Duration.ofMinutes(1));
        assertThat(report.gaps())
                .containsExactly(
                        "Nothing is known from before 2026-10-11 00:00: the journal has no earlier events any more.");
    }

    @Test
    void aNewDeviceHasOneGapAndNotASecondOneOfSeconds() throws Exception {
        SimulatedMonth month = new SimulatedMonth(0)
                .device("2026-10-20T08:59:58", EventKind.WATCHDOG_STARTED, "started")
                .values("peace_watchdog_up", "2026-10-20T09:00:00", "2026-11-01T00:00:00", OFF_FROM, OFF_TO, _ -> 1);
        MonthlyReport report = report(month, "2026-11-01T00:00:00");
        assertThat(report.gaps())
                .containsExactly("Nothing is known from before 2026-10-20 08:59: the journal starts then.");
        assertThat(report.service("recorder").orElseThrow().up())
                .isEqualTo(Duration.between(
                        SimulatedMonth.at("2026-10-20T08:59:58"), SimulatedMonth.at("2026-11-01T00:00:00")));
    }

    @Test
    void withoutJournalAndHistoryNothingIsClaimed() throws Exception {
        MonthlyReport report = report(new SimulatedMonth(0), "2026-11-01T00:00:00");
        ServiceMonth recorder = report.service("recorder").orElseThrow();
        assertThat(recorder.availability()).isEmpty();
        assertThat(report.gaps()).hasSize(2);
        assertThat(report.videos()).isEqualTo(MonthlyReport.Videos.UNKNOWN);
        assertThat(report.disk()).isEqualTo(MonthlyReport.Disk.UNKNOWN);
        assertThat(ReportText.of(report, SimulatedMonth.ZONE)).contains("Availability          not known");
    }

    @Test
    void timeWithoutAWatchdogIsNotCounted() throws Exception {
        SimulatedMonth month = new SimulatedMonth(0)
                .device("2026-09-01T08:00:00", EventKind.WATCHDOG_STARTED, "started")
                .values(
                        "peace_watchdog_up",
                        "2026-10-01T00:00:00",
                        "2026-11-01T00:00:00",
                        OFF_FROM,
                        OFF_FROM,
                        at -> at.isBefore(SimulatedMonth.at("2026-10-02T00:00:00")) ? 0 : 1);
        MonthlyReport report = report(month, "2026-11-01T00:00:00");
        assertThat(report.service("recorder").orElseThrow().unknown()).isEqualTo(Duration.ofDays(1));
    }

    @Test
    void textAndJsonHaveTheSameFigures() throws Exception {
        MonthlyReport report = report(october(), "2026-11-03T08:00:00");
        assertThat(ReportText.of(report, SimulatedMonth.ZONE))
                .startsWith("gym: October 2026\n\nWill need a visit\n")
                .contains(
                        "\nrecorder\n  Availability          99.709 %\n  Down                  2 h 8 min in 5 outages\n",
                        "  Time to recover       median 66 s, worst 7 min\n",
                        "  Stopped on purpose    3 h 0 min, not counted\n",
                        "  Not watched           7 h 0 min, not counted\n",
                        "  Boots                 1 by the watchdog, 0 on request, 1 others, such as power cuts\n",
                        "  Recorded              67\n",
                        "  2026-10-02 10:00  recorder: Froze, recovered by a restart (32 s)\n",
                        "  kill                  2026-10-12 11:00\n");
        assertThat(report.toJson().toJson())
                .contains(
                        "\"month\":\"2026-10\"",
                        "\"down_seconds\":7680.5",
                        "\"recovery_median_seconds\":65.75",
                        "\"recovery_worst_seconds\":400",
                        "\"boots\":{\"by_watchdog\":1,\"requested\":0,\"other\":1}",
                        "\"videos\":{\"recorded\":67}");
    }
}
