// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.act;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.testkit.Eventually.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.linux.CLibrary;
import peaceofmind.linux.ProcessStat;
import peaceofmind.watchdog.policy.UnitState;

/** What every actuator must do; each implementation passes these tests with real processes. */
abstract class ActuatorContract {

    static final Duration TIMEOUT = Duration.ofSeconds(60);

    /** What is left at the end of a test may ignore SIGTERM, and is killed after half of this. */
    static final Duration CLEAN_UP_TIMEOUT = Duration.ofSeconds(2);

    static final int SIGSTOP = 19;
    private static final int SIGTERM = 15;

    @TempDir
    Path folder;

    Actuator actuator;

    /** A service that runs until it is stopped. */
    static final String RUNS_UNTIL_STOPPED = "exec sleep 1000";

    static final String IGNORES_SIGTERM = "trap '' TERM; while true; do sleep 0.2; done";

    /** Starts a service that runs this shell command; returns its actuator. */
    abstract Actuator startActuator(String shellCommand) throws IOException, InterruptedException;

    @BeforeEach
    void startService() throws Exception {
        actuator = startActuator(RUNS_UNTIL_STOPPED);
        awaitState(UnitState.ACTIVE);
    }

    @AfterEach
    void stopService() throws Exception {
        actuator.stop(CLEAN_UP_TIMEOUT);
        actuator.close();
    }

    @Test
    void aStartedServiceIsActiveAndHasAProcessAndARun() throws Exception {
        ServiceStatus status = actuator.readStatus();
        assertThat(status.state()).isEqualTo(UnitState.ACTIVE);
        assertThat(status.mainPid()).isPresent();
        assertThat(status.runId()).isPresent();
        assertThat(isAlive(status.mainPid().getAsLong())).isTrue();
    }

    @Test
    void aRestartStopsTheOldProcessAndStartsANewRun() throws Exception {
        ServiceStatus before = actuator.readStatus();
        ActionResult result = actuator.restart(RestartMode.GRACEFUL, TIMEOUT);
        assertThat(result).as(result.detail()).isInstanceOf(ActionResult.Done.class);
        assertThat(actuator.readStatus().runId()).isNotEqualTo(before.runId()).isPresent();
        assertThat(isAlive(before.mainPid().getAsLong())).isFalse();
    }

    /** A restart that asked first would wait for half of an hour. */
    @Test
    @Timeout(300)
    void aFrozenProcessThatIgnoresSigtermIsKilledWithoutBeingAsked() throws Exception {
        replaceService(IGNORES_SIGTERM);
        ServiceStatus before = actuator.readStatus();
        long frozen = before.mainPid().getAsLong();
        CLibrary.kill(frozen, SIGSTOP);
        ActionResult result = actuator.restart(RestartMode.KILL, Duration.ofHours(1));
        assertThat(result).as(result.detail()).isInstanceOf(ActionResult.Done.class);
        assertThat(isAlive(frozen)).isFalse();
        assertThat(actuator.readStatus().runId()).isNotEqualTo(before.runId()).isPresent();
    }

    @Test
    void aProcessThatIgnoresSigtermIsKilledAfterHalfTheTimeout() throws Exception {
        replaceService(IGNORES_SIGTERM);
        ServiceStatus before = actuator.readStatus();
        ActionResult result = actuator.restart(RestartMode.GRACEFUL, Duration.ofSeconds(4));
        assertThat(result).as(result.detail()).isInstanceOf(ActionResult.Done.class);
        assertThat(actuator.readStatus().runId()).isNotEqualTo(before.runId());
    }

    @Test
    void anOperatorsStopLasts() throws Exception {
        ActionResult result = actuator.stop(TIMEOUT);
        assertThat(result).as(result.detail()).isInstanceOf(ActionResult.Done.class);
        await().during(Duration.ofSeconds(2))
                .untilAsserted(() -> assertThat(actuator.readStatus().state()).isEqualTo(UnitState.STOPPED));
        assertThat(actuator.readStatus().mainPid()).isEmpty();
    }

    @Test
    void aProcessThatIgnoresSigtermIsStopped() throws Exception {
        replaceService(IGNORES_SIGTERM);
        assertThat(actuator.stop(Duration.ofSeconds(4))).isInstanceOf(ActionResult.Done.class);
        assertThat(actuator.readStatus().mainPid()).isEmpty();
    }

    @Test
    void aStoppedServiceCanBeStarted() throws Exception {
        Optional<String> before = actuator.readStatus().runId();
        actuator.stop(TIMEOUT);
        assertThat(actuator.start(TIMEOUT)).isInstanceOf(ActionResult.Done.class);
        awaitState(UnitState.ACTIVE);
        assertThat(actuator.readStatus().runId()).isNotEqualTo(before);
    }

    @Test
    void startingARunningServiceChangesNothing() throws Exception {
        Optional<String> before = actuator.readStatus().runId();
        assertThat(actuator.start(TIMEOUT)).isInstanceOf(ActionResult.Done.class);
        assertThat(actuator.readStatus().runId()).isEqualTo(before);
    }

    @Test
    void aServiceThatExitsTooOftenHitsTheStartLimitAndARestartResetsIt() throws Exception {
        replaceService("exit 3");
        awaitState(stateAfterTooManyExits());
        stabilizeService();
        ActionResult result = actuator.restart(RestartMode.KILL, TIMEOUT);
        assertThat(result).as(result.detail()).isInstanceOf(ActionResult.Done.class);
        awaitState(UnitState.ACTIVE);
    }

    /** One that nothing starts again has failed at its first exit. */
    UnitState stateAfterTooManyExits() {
        return UnitState.START_LIMIT_HIT;
    }

    /** Makes the service keep running from its next start on. */
    abstract void stabilizeService() throws IOException;

    void replaceService(String shellCommand) throws Exception {
        actuator.stop(TIMEOUT);
        actuator.close();
        actuator = startActuator(shellCommand);
        if (!shellCommand.startsWith("exit")) {
            awaitState(UnitState.ACTIVE);
            // Before it gets a signal.
            await().until(() -> !shellCommand.equals(IGNORES_SIGTERM) || ignoresSigterm());
        }
    }

    /** As the kernel shows it: the process may be active before its shell has set the trap. */
    private boolean ignoresSigterm() throws IOException, InterruptedException {
        Path status =
                Path.of("/proc", Long.toString(actuator.readStatus().mainPid().orElseThrow()), "status");
        String ignored = Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .findFirst()
                .orElseThrow();
        return (Long.parseUnsignedLong(ignored.substring("SigIgn:".length()).strip(), 16) & 1L << (SIGTERM - 1)) != 0;
    }

    private void awaitState(UnitState state) {
        await().untilAsserted(() -> assertThat(actuator.readStatus().state())
                .as(actuator.readStatus().detail())
                .isEqualTo(state));
    }

    static boolean isAlive(long pid) {
        return ProcessStat.read(Path.of("/proc"), pid)
                .filter(process -> !process.hasExited())
                .isPresent();
    }
}
