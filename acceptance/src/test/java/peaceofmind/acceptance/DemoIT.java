// SPDX-License-Identifier: Apache-2.0
package peaceofmind.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.acceptance.Checkout.Result;
import peaceofmind.linux.CLibrary;

/** One demo from start to end, as a newcomer runs and abuses it. */
@TestMethodOrder(OrderAnnotation.class)
class DemoIT {

    private static final int PORT_BASE = 29_100;

    private static final Checkout CHECKOUT = Checkout.here();

    @TempDir
    private static Path dir;

    private static DemoRun demo;
    private static Duration timeToReady;

    @BeforeAll
    static void startTheDemo() throws Exception {
        demo = DemoRun.start(CHECKOUT, dir, PORT_BASE);
        timeToReady = demo.awaitReady(Duration.ofMinutes(5));
    }

    @AfterAll
    static void stopTheDemo() throws IOException {
        demo.close();
    }

    @Test
    @Order(1)
    void everythingIsUpAndRecords() throws Exception {
        report("up", timeToReady, 20);
        demo.await(
                () -> demo.heartbeat()
                        .filter(beat -> beat.recordingBytes().orElse(0) > 100_000)
                        .isPresent(),
                Duration.ofMinutes(2),
                "the recording did not grow to 100 kB");
    }

    @Test
    @Order(2)
    void statusFindsTheDemoAutomaticallyAndSaysThatAllIsWell() throws Exception {
        Result status = CHECKOUT.peace("status");
        assertThat(status.output()).contains("recording");
        assertThat(status.exitCode()).as(status.output()).isZero();
    }

    @Test
    @Order(3)
    void aSecondDemoOfTheSameCheckoutIsRefused() throws Exception {
        Result second = CHECKOUT.peace("demo", "--dir", dir.resolve("second").toString());
        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(second.output()).contains("already running");
    }

    @Test
    @Order(4)
    void aFrozenRecorderBeatsAgainButNotBeforeTheLimit() throws Exception {
        long frozen = demo.recorderPid();
        CLibrary.kill(frozen, DemoRun.SIGSTOP);
        Duration back = demo.awaitHeartbeatFromOtherThan(frozen, Duration.ofMinutes(2));
        report("freeze to next heartbeat", back, 40);
        assertThat(back).isGreaterThan(Duration.ofSeconds(29));
    }

    @Test
    @Order(5)
    void theHistoryShowsTheFreezeWithItsReason() throws Exception {
        Result history = CHECKOUT.peace("watchdog", "history");
        assertThat(history.exitCode()).isZero();
        assertThat(history.output()).contains("limit 30 s");
    }

    @Test
    @Order(5)
    void aHoldIsPlacedShownAndReleasedByCommands() throws Exception {
        assertThat(CHECKOUT.peace("watchdog", "hold", "30min", "--why", "lens cleaning")
                        .exitCode())
                .isZero();
        Result held = CHECKOUT.peace("status");
        assertThat(held.exitCode()).as("degraded").isEqualTo(1);
        assertThat(held.output()).contains("held: everything");
        Result released = CHECKOUT.peace("watchdog", "release");
        assertThat(released.exitCode()).as(released.output()).isZero();
        assertThat(CHECKOUT.peace("watchdog", "release").exitCode())
                .as("there is none left")
                .isEqualTo(1);
        assertThat(CHECKOUT.peace("watchdog", "restart", "nosuch").output())
                .contains("the watched services are recorder");
    }

    @Test
    @Order(5)
    void theRecordingIsExtendedAndStoppedByCommands() throws Exception {
        demo.await(
                () -> demo.heartbeat()
                        .filter(beat -> beat.recordingBytes().orElse(0) > 0)
                        .isPresent(),
                Duration.ofMinutes(2),
                "nothing is recorded");
        assertThat(CHECKOUT.peace("recorder", "status").output()).contains("recording");
        Result extended = CHECKOUT.peace("recorder", "extend");
        assertThat(extended.output()).contains("the recording now lasts 360 s");
        Result tooLong = CHECKOUT.peace("recorder", "start", "21");
        assertThat(tooLong.output()).contains("the maximum length of a recording is 20 min");
        assertThat(tooLong.exitCode()).isEqualTo(1);
        Result stopped = CHECKOUT.peace("recorder", "stop");
        assertThat(stopped.output()).contains("is being made into a video");
        assertThat(stopped.exitCode()).isZero();
    }

    @Test
    @Order(5)
    void aRestartRequestedByCommandIsExecuted() throws Exception {
        long formerPid = demo.recorderPid();
        Result restarted = CHECKOUT.peace("watchdog", "restart", "recorder");
        assertThat(restarted.exitCode()).as(restarted.output()).isZero();
        demo.awaitHeartbeatFromOtherThan(formerPid, Duration.ofMinutes(2));
    }

    @Test
    @Order(6)
    void aKilledRecorderBeatsAgain() throws Exception {
        long killed = demo.recorderPid();
        CLibrary.kill(killed, DemoRun.SIGKILL);
        Duration back = demo.awaitHeartbeatFromOtherThan(killed, Duration.ofMinutes(2));
        report("kill -9 to next heartbeat", back, 12);
    }

    @Test
    @Order(7)
    void aKilledWatchdogComesBackWithoutTouchingTheRecorder() throws Exception {
        long recorder = demo.recorderPid();
        long watchdog = demo.findProcess("WatchdogMain").orElseThrow();
        CLibrary.kill(watchdog, DemoRun.SIGKILL);
        demo.await(
                () -> demo.findProcess("WatchdogMain")
                        .filter(pid -> pid != watchdog)
                        .isPresent(),
                Duration.ofMinutes(2),
                "no new watchdog");
        await().atMost(Duration.ofMinutes(2))
                .until(() -> CHECKOUT.peace("status").exitCode() == 0);
        assertThat(demo.recorderPid()).isEqualTo(recorder);
    }

    @Test
    @Order(8)
    void ctrlCLeavesNothingRunning() throws Exception {
        demo.interrupt();
        assertThat(demo.output()).contains("none of its processes is running");
        assertThat(demo.processes()).isEmpty();
    }

    @Test
    @Order(9)
    void statusWithoutADemoSaysWhatIsNotRunning() throws Exception {
        Result status = CHECKOUT.peace("status");
        assertThat(status.exitCode()).as(status.output()).isIn(2, 3);
        assertThat(status.output()).contains("not running");
    }

    @Test
    @Order(10)
    void aPortInUseIsReportedWithWhatToDo(@TempDir Path other) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int base = taken.getLocalPort() - 1;
            Result refused = CHECKOUT.peace("demo", "--dir", other.toString(), "--port-base", Integer.toString(base));
            assertThat(refused.exitCode()).isEqualTo(1);
            assertThat(refused.output()).contains("port " + taken.getLocalPort() + " is in use", "--port-base");
        }
    }

    @Test
    @Order(11)
    void aDemoWithATimeLimitExitsAutomaticallyWithCode0(@TempDir Path other) throws Exception {
        try (DemoRun brief = DemoRun.start(CHECKOUT, other, PORT_BASE + 10, "--for", "12")) {
            assertThat(brief.awaitExit(Duration.ofMinutes(2)))
                    .as(brief.output())
                    .isZero();
            assertThat(brief.processes()).isEmpty();
        }
    }

    @Test
    @Order(12)
    void aDemoThatIsKilledTakesItsProcessesWithIt(@TempDir Path other) throws Exception {
        try (DemoRun killed = DemoRun.start(CHECKOUT, other, PORT_BASE + 20)) {
            killed.awaitReady(Duration.ofMinutes(5));
            CLibrary.kill(killed.pid(), DemoRun.SIGKILL);
            killed.await(
                    () -> killed.processes().isEmpty(), Duration.ofMinutes(2), "still running: " + killed.processes());
            assertThat(killed.processes()).isEmpty();
        }
    }

    @Test
    @Order(13)
    void theVersionIsOneLine() throws Exception {
        Result version = CHECKOUT.peace("--version");
        assertThat(version.exitCode()).isZero();
        assertThat(version.output().lines()).hasSize(1).first().asString().startsWith("peace 0.");
    }

    @Test
    @Order(14)
    void anUnknownCommandSuggestsTheClosestOne() throws Exception {
        Result mistyped = CHECKOUT.peace("stauts");
        assertThat(mistyped.exitCode()).isEqualTo(2);
        assertThat(mistyped.output()).contains("status");
    }

    private static void report(String label, Duration measured, int expectedSeconds) {
        System.out.printf(
                "%-28s expected <= %d s, measured %.1f s%n", label, expectedSeconds, measured.toMillis() / 1e3);
    }
}
