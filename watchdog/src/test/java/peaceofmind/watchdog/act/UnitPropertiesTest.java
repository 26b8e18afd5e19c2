// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.act;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peaceofmind.watchdog.policy.UnitState;

class UnitPropertiesTest {

    private static final String RUNNING = """
            Restart=always
            LoadState=loaded
            ActiveState=active
            SubState=running
            Result=success
            MainPID=812
            InvocationID=6f1c2a0d
            """;

    @Test
    void aRunningUnitHasAProcessAndARun() {
        ServiceStatus status = UnitProperties.parse(RUNNING);
        assertThat(status.state()).isEqualTo(UnitState.ACTIVE);
        assertThat(status.mainPid()).hasValue(812);
        assertThat(status.runId()).contains("6f1c2a0d:812");
        assertThat(status.detail()).isEqualTo("active (running)");
    }

    @Test
    void anotherStartIsAnotherRunEvenWithTheSamePid() {
        ServiceStatus other = UnitProperties.parse(RUNNING.replace("6f1c2a0d", "77aa"));
        assertThat(other.runId()).isNotEqualTo(UnitProperties.parse(RUNNING).runId());
    }

    @ParameterizedTest
    @CsvSource({
        "active, success, always, ACTIVE",
        "reloading, success, always, ACTIVE",
        "activating, success, always, ACTIVATING",
        "deactivating, success, always, DEACTIVATING",
        "inactive, success, always, STOPPED",
        "failed, start-limit-hit, always, START_LIMIT_HIT",
        "failed, exit-code, on-failure, FAILED",
        "failed, timeout, no, FAILED",
        "maintenance, success, no, UNKNOWN"
    })
    void eachStateOfSystemdIsMapped(String active, String result, String restart, UnitState expected) {
        String output = "LoadState=loaded\nActiveState=" + active + "\nResult=" + result + "\nRestart=" + restart
                + "\nMainPID=0\n";
        ServiceStatus status = UnitProperties.parse(output);
        assertThat(status.state()).isEqualTo(expected);
        assertThat(status.runId()).isEmpty();
    }

    /** Orders of timestamps as systemd 257 was observed to produce them; the numbers are made up. */
    @ParameterizedTest
    @CsvSource({
        // stopped: it left "active" first, then its process exited, on SIGTERM or SIGKILL
        "failed, exit-code, always, 10, 500, 490, STOPPED",
        "failed, timeout, always, 10, 90500, 490, STOPPED",
        "failed, exit-code, on-failure, 10, 500, 490, STOPPED",
        "inactive, success, on-failure, 10, 500, 490, STOPPED",
        // it kept crashing until systemd gave up; the last run was its first, or it never started at all
        "failed, exit-code, always, 10, 500, 501, FAILED",
        "failed, signal, always, 10, 500, 501, FAILED",
        "failed, exit-code, always, 800, 900, 501, FAILED",
        "failed, exit-code, always, 0, 0, 0, FAILED",
        // killed by systemd's WatchdogSec or by the OOM killer, until systemd gave up
        "failed, watchdog, always, 10, 500, 490, FAILED",
        "failed, oom-kill, always, 10, 500, 490, FAILED",
        // it exited successfully on its own, and nothing starts it again
        "inactive, success, no, 10, 500, 501, FAILED",
        "inactive, success, on-failure, 10, 500, 501, FAILED",
        // crashed, and was stopped while systemd waited to restart it
        "inactive, success, always, 10, 500, 501, STOPPED",
        "inactive, exit-code, on-failure, 10, 500, 501, STOPPED",
        // never started
        "inactive, success, no, 0, 0, 0, STOPPED"
    })
    void anExitIsAStopWhenTheUnitLeftActiveBeforeItsProcessExited(
            String active,
            String result,
            String restart,
            long startedAt,
            long exitedAt,
            long leftActiveAt,
            UnitState expected) {
        ServiceStatus status =
                UnitProperties.parse("""
                LoadState=loaded
                ActiveState=%s
                SubState=dead
                Result=%s
                Restart=%s
                MainPID=0
                ExecMainStartTimestampMonotonic=%d
                ExecMainExitTimestampMonotonic=%d
                ActiveExitTimestampMonotonic=%d
                """.formatted(active, result, restart, startedAt, exitedAt, leftActiveAt));
        assertThat(status.state()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"failed, failed-before-auto-restart", "inactive, dead-before-auto-restart"})
    void aTransientStateOfAnAutomaticRestartIsNotAStop(String active, String sub) {
        ServiceStatus status =
                UnitProperties.parse("LoadState=loaded\nActiveState=" + active + "\nSubState=" + sub + "\nMainPID=0\n");
        assertThat(status.state()).isEqualTo(UnitState.ACTIVATING);
    }

    @ParameterizedTest
    @CsvSource({"not-found, does not know this unit", "bad-setting, invalid setting", "error, cannot read the unit"})
    void aUnitThatCannotBeStartedIsMissingWithAReason(String load, String message) {
        ServiceStatus status = UnitProperties.parse("LoadState=" + load + "\nActiveState=inactive\nMainPID=0\n");
        assertThat(status.state()).isEqualTo(UnitState.MISSING);
        assertThat(status.detail()).contains(message);
    }

    @Test
    void aProcessWhoseUnitFileWasRemovedIsStillActive() {
        ServiceStatus status = UnitProperties.parse(RUNNING.replace("LoadState=loaded", "LoadState=not-found"));
        assertThat(status.state()).isEqualTo(UnitState.ACTIVE);
        assertThat(status.mainPid()).hasValue(812);
    }

    @Test
    void emptyOrTruncatedOutputIsUnknown() {
        assertThat(UnitProperties.parse("").state()).isEqualTo(UnitState.UNKNOWN);
        assertThat(UnitProperties.parse("LoadState=loa").state()).isEqualTo(UnitState.UNKNOWN);
        assertThat(UnitProperties.parse("=\n==\nMainPID=abc\nActiveState").mainPid())
                .isEmpty();
    }
}
