// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.testkit.Eventually.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.linux.CLibrary;

/** The watchdog process with an arbitrary program: a shell script that beats. */
@Execution(ExecutionMode.CONCURRENT)
class WatchdogIT {

    private static final int SIGKILL = 9;
    private static final int SIGSTOP = 19;

    @TempDir
    private Path folder;

    private WatchdogProcess watchdog;

    @BeforeEach
    void prepare() throws Exception {
        watchdog = WatchdogProcess.prepare(folder);
    }

    @AfterEach
    void stop() throws Exception {
        watchdog.stop();
    }

    @Test
    void aFrozenProgramIsRestartedAndTheRestartIsJournaled() throws Exception {
        start();
        long frozenPid = watchdog.awaitHealthy();
        CLibrary.kill(frozenPid, SIGSTOP);
        watchdog.awaitEvent("restart_verified");
        assertThat(watchdog.awaitHealthy()).isNotEqualTo(frozenPid);
        assertThat(watchdog.events())
                .extracting(event -> event.text("kind").orElse(""))
                .containsSubsequence("watchdog_started", "stale", "restart", "restart_verified");
        assertThat(watchdog.reasonOf("restart")).contains("limit 3 s");
        try (var evidence = Files.list(folder.resolve("state/evidence"))) {
            assertThat(evidence.filter(path -> path.toString().endsWith("_app_restart-1")))
                    .hasSize(1);
        }
    }

    /** With a device's limits. */
    @Test
    void aHungProgramThatIgnoresSigtermBeatsAgain() throws Exception {
        Files.createFile(folder.resolve("ignore-sigterm"));
        watchdog.withoutShortLimits().start();
        long hungPid = watchdog.awaitHealthy();
        Files.createFile(folder.resolve("hang-once"));
        long startedAt = System.nanoTime();
        await().until(() -> watchdog.beatingPid().orElse(hungPid) != hungPid);
        Duration recoveryTime = Duration.ofNanos(System.nanoTime() - startedAt);
        System.out.printf("hung, ignoring SIGTERM: expected <= 45 s, measured %.1f s%n", recoveryTime.toMillis() / 1e3);
        assertThat(watchdog.reasonOf("restart")).contains("limit 30 s");
    }

    @Test
    void aKilledProgramIsStartedAgainWithoutARestartByThePolicy() throws Exception {
        start();
        long killedPid = watchdog.awaitHealthy();
        CLibrary.kill(killedPid, SIGKILL);
        await().until(() -> watchdog.beatingPid().orElse(killedPid) != killedPid);
        assertThat(watchdog.kinds()).doesNotContain("restart");
    }

    @Test
    void aKilledWatchdogAdoptsTheProgramWhenItComesBack() throws Exception {
        start();
        long program = watchdog.awaitHealthy();
        watchdog.kill();
        watchdog.start();
        assertThat(watchdog.awaitHealthy()).isEqualTo(program);
        assertThat(watchdog.kinds()).doesNotContain("restart", "history_lost");
    }

    @Test
    void aProgramStoppedByAnOperatorStaysStoppedAndCanBeStarted() throws Exception {
        start();
        watchdog.awaitHealthy();
        watchdog.send("stop", "app");
        await().until(() -> watchdog.condition().equals("stopped"));
        await().during(Duration.ofSeconds(8)).until(() -> watchdog.condition().equals("stopped"));
        watchdog.send("start", "app");
        watchdog.awaitHealthy();
        assertThat(watchdog.kinds()).doesNotContain("restart");
    }

    @Test
    void aHeldProgramIsLeftAloneAndAReleasedOneIsNot() throws Exception {
        start();
        long frozenPid = watchdog.awaitHealthy();
        watchdog.send(Json.object()
                .put("command", "hold")
                .put("length", "10min")
                .put("why", "camera")
                .build());
        CLibrary.kill(frozenPid, SIGSTOP);
        watchdog.awaitEvent("stale");
        await().during(Duration.ofSeconds(5)).until(() -> !watchdog.kinds().contains("restart"));
        watchdog.send(Json.object().put("command", "release").build());
        watchdog.awaitEvent("restart_verified");
    }

    @Test
    void aBrokenProgramLeadsToOneRebootThatIsCountedBeforeItIsDone() throws Exception {
        watchdog.bootedAgo(Duration.ofHours(2)).start();
        watchdog.awaitHealthy();
        Files.createFile(folder.resolve("broken"));
        assertThat(watchdog.awaitExit()).isEqualTo(75);
        assertThat(Files.readString(folder.resolve("log/reboot_trigger.log")))
                .contains("3 restarts in 10 min did not help");
        assertThat(Files.readString(folder.resolve("state/history.json"))).contains("did not help");
        // The next boot, after its first ten minutes: the budget of the hour is spent.
        watchdog.bootedAgo(Duration.ofMinutes(15)).newBoot("boot-2").start();
        watchdog.awaitEvent("gave_up");
        assertThat(watchdog.isRunning()).isTrue();
        Files.delete(folder.resolve("broken"));
    }

    @Test
    void thereIsNoRebootInTheFirstTenMinutesAfterABoot() throws Exception {
        start();
        watchdog.awaitHealthy();
        Files.createFile(folder.resolve("broken"));
        watchdog.awaitEvent("gave_up");
        assertThat(watchdog.reasonOf("gave_up")).contains("first 10 min");
        assertThat(watchdog.isRunning()).isTrue();
    }

    @Test
    void aDryRunDoesNothing() throws Exception {
        watchdog.with("dry_run: true").start();
        long frozenPid = watchdog.awaitHealthy();
        CLibrary.kill(frozenPid, SIGSTOP);
        watchdog.awaitEvent("dry_run");
        assertThat(watchdog.reasonOf("dry_run")).startsWith("would restart: ");
        assertThat(watchdog.pid()).hasValue(frozenPid);
    }

    @Test
    void aSecondWatchdogOnTheSameStateFolderExitsWithAClearMessage() throws Exception {
        start();
        watchdog.awaitHealthy();
        WatchdogProcess second = watchdog.startSecond();
        assertThat(second.awaitExit()).isEqualTo(1);
        assertThat(second.output()).contains("another watchdog runs on the state folder");
    }

    @Test
    void everyConfigurationErrorIsReportedAtOnce() throws Exception {
        WatchdogProcess wrong =
                watchdog.with("stale_afer: 30s").with("dry_run: maybe").start();
        assertThat(wrong.awaitExit()).isEqualTo(2);
        assertThat(wrong.output()).contains("stale_afer", "dry_run", "line ");
    }

    @Test
    void aRequestToAStoppedWatchdogReportsThatItIsNotRunning() throws Exception {
        start();
        watchdog.awaitHealthy();
        watchdog.stop();
        ControlException failure = org.assertj.core.api.Assertions.catchThrowableOfType(
                ControlException.class,
                () -> watchdog.send(Json.object().put("command", "status").build()));
        assertThat(failure.kind()).isEqualTo(ControlException.Kind.NOT_RUNNING);
        assertThat(List.of(failure.getMessage())).allMatch(message -> message.contains("not running"));
    }

    private void start() throws Exception {
        watchdog.start();
    }
}
