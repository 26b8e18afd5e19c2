package peaceofmind.watchdog.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.linux.CLibrary;
import peaceofmind.linux.ProcessStat;
import peaceofmind.watchdog.policy.UnitState;

/** What every hand on a service must do; each kind passes it with real processes. */
abstract class ActuatorContract {

    static final Duration LIMIT = Duration.ofSeconds(10);
    static final int SIGSTOP = 19;

    @TempDir
    Path folder;

    Actuator actuator;

    /** A service that runs until it is told to end. */
    static final String OBEDIENT = "exec sleep 1000";

    /** A service that does not react to being asked. */
    static final String DEAF = "trap '' TERM; while true; do sleep 0.2; done";

    /** An actuator of a service that runs this shell command, started. */
    abstract Actuator started(String shellCommand) throws IOException, InterruptedException;

    @BeforeEach
    void startAnObedientOne() throws Exception {
        actuator = started(OBEDIENT);
        awaitState(UnitState.ACTIVE);
    }

    @AfterEach
    void endIt() throws Exception {
        actuator.stop(LIMIT);
        actuator.close();
    }

    @Test
    void aStartedServiceIsActiveAndHasAProcessAndARun() throws Exception {
        ServiceLook look = actuator.look();
        assertThat(look.state()).isEqualTo(UnitState.ACTIVE);
        assertThat(look.mainPid()).isPresent();
        assertThat(look.run()).isPresent();
        assertThat(isAlive(look.mainPid().getAsLong())).isTrue();
    }

    @Test
    void aRestartGivesANewRunAndEndsTheOldProcess() throws Exception {
        ServiceLook before = actuator.look();
        ActionResult result = actuator.restart(RestartMode.ASK, LIMIT);
        assertThat(result).as(result.detail()).isInstanceOf(ActionResult.Done.class);
        assertThat(actuator.look().run()).isNotEqualTo(before.run()).isPresent();
        assertThat(isAlive(before.mainPid().getAsLong())).isFalse();
    }

    @Test
    void aStoppedAndDeafProcessIsKilledAndReplacedFast() throws Exception {
        replaceBy(DEAF);
        ServiceLook before = actuator.look();
        long frozen = before.mainPid().getAsLong();
        CLibrary.kill(frozen, SIGSTOP);
        long begun = System.nanoTime();
        ActionResult result = actuator.restart(RestartMode.KILL, LIMIT);
        assertThat(result).as(result.detail()).isInstanceOf(ActionResult.Done.class);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
        assertThat(isAlive(frozen)).isFalse();
        assertThat(actuator.look().run()).isNotEqualTo(before.run()).isPresent();
    }

    @Test
    void aDeafProcessThatIsAskedIsKilledWhenHalfOfTheTimeIsOver() throws Exception {
        replaceBy(DEAF);
        ServiceLook before = actuator.look();
        ActionResult result = actuator.restart(RestartMode.ASK, Duration.ofSeconds(4));
        assertThat(result).as(result.detail()).isInstanceOf(ActionResult.Done.class);
        assertThat(actuator.look().run()).isNotEqualTo(before.run());
    }

    @Test
    void anOperatorsStopLasts() throws Exception {
        ActionResult result = actuator.stop(LIMIT);
        assertThat(result).as(result.detail()).isInstanceOf(ActionResult.Done.class);
        await().during(Duration.ofSeconds(2))
                .atMost(Duration.ofSeconds(4))
                .untilAsserted(() -> assertThat(actuator.look().state()).isEqualTo(UnitState.STOPPED));
        assertThat(actuator.look().mainPid()).isEmpty();
    }

    @Test
    void aDeafProcessIsStoppedAllTheSame() throws Exception {
        replaceBy(DEAF);
        assertThat(actuator.stop(Duration.ofSeconds(4))).isInstanceOf(ActionResult.Done.class);
        assertThat(actuator.look().mainPid()).isEmpty();
    }

    @Test
    void whatWasStoppedCanBeStarted() throws Exception {
        Optional<String> before = actuator.look().run();
        actuator.stop(LIMIT);
        assertThat(actuator.start(LIMIT)).isInstanceOf(ActionResult.Done.class);
        awaitState(UnitState.ACTIVE);
        assertThat(actuator.look().run()).isNotEqualTo(before);
    }

    @Test
    void startingWhatRunsChangesNothing() throws Exception {
        Optional<String> before = actuator.look().run();
        assertThat(actuator.start(LIMIT)).isInstanceOf(ActionResult.Done.class);
        assertThat(actuator.look().run()).isEqualTo(before);
    }

    @Test
    void aServiceThatEndsTooOftenHitsTheStartLimitAndARestartResetsIt() throws Exception {
        replaceBy("exit 3");
        awaitState(UnitState.START_LIMIT_HIT);
        makeItLast();
        ActionResult result = actuator.restart(RestartMode.KILL, LIMIT);
        assertThat(result).as(result.detail()).isInstanceOf(ActionResult.Done.class);
        awaitState(UnitState.ACTIVE);
    }

    /** From the next start on the service lasts. */
    abstract void makeItLast() throws IOException;

    void replaceBy(String shellCommand) throws Exception {
        actuator.stop(LIMIT);
        actuator.close();
        actuator = started(shellCommand);
        if (!shellCommand.startsWith("exit")) {
            awaitState(UnitState.ACTIVE);
            // Its trap must be in force before it is asked for anything.
            await().during(Duration.ofMillis(300))
                    .until(() -> actuator.look().mainPid().isPresent());
        }
    }

    private void awaitState(UnitState state) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(actuator.look().state())
                        .as(actuator.look().detail())
                        .isEqualTo(state));
    }

    static boolean isAlive(long pid) {
        return ProcessStat.read(Path.of("/proc"), pid)
                .filter(process -> process.state() != 'Z')
                .isPresent();
    }
}
