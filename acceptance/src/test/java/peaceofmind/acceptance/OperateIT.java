// SPDX-License-Identifier: Apache-2.0
package peaceofmind.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import peaceofmind.acceptance.Checkout.Result;

/** The commands of RECOVERY.md against a running demo, as an operator would type them remotely. */
@TestMethodOrder(OrderAnnotation.class)
class OperateIT {

    private static final int PORT_BASE = 29_500;

    private static final Checkout CHECKOUT = Checkout.here();

    @TempDir
    private static Path dir;

    private static DemoRun demo;

    @BeforeAll
    static void startTheDemo() throws Exception {
        demo = DemoRun.start(CHECKOUT, dir, PORT_BASE);
        demo.awaitReady(Duration.ofMinutes(5));
    }

    @AfterAll
    static void stopTheDemo() throws Exception {
        demo.close();
    }

    @ParameterizedTest
    @Order(1)
    @ValueSource(
            strings = {
                "incidents",
                "incidents --json",
                "logs recorder",
                "logs watchdog --since 1h",
                "logs recorder --errors",
                "videos list",
                "videos list --status failed",
                "videos upload",
                "videos clean",
                "camera list",
                "hold 1h",
                "release",
                "reset"
            })
    void theCommandsOfTheRunbookWork(String line) throws Exception {
        Result result = peace(line);
        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(result.output()).isNotBlank();
    }

    @Test
    @Order(2)
    void statusFitsOnOneScreen() throws Exception {
        Result result = peace("status");
        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(result.output().lines())
                .hasSizeLessThanOrEqualTo(24)
                .allMatch(line -> line.length() <= 80)
                .noneMatch(line -> line.contains("\u001b"));
    }

    @Test
    @Order(3)
    void theDoctorRecognisesADemo() throws Exception {
        Result result = peace("doctor --json");
        assertThat(result.output())
                .contains("\"a demo starts its processes itself\"")
                .doesNotContain("this check failed");
    }

    @Test
    @Order(4)
    void aPreviewOfTheRecordingIsWrittenToAFile() throws Exception {
        Path picture = dir.resolve("preview.jpg");
        demo.await(
                () -> {
                    try {
                        return peace("camera preview " + picture).exitCode() == 0;
                    } catch (Exception notYet) {
                        return false;
                    }
                },
                Duration.ofSeconds(60),
                "no preview");
        assertThat(Files.size(picture)).isGreaterThan(1000);
    }

    @Test
    @Order(5)
    void aDrillIsRefusedWhileTheDemoRecords() throws Exception {
        Result result = peace("drill kill");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.output()).contains("it is recording", "--while-recording");
    }

    @Test
    @Order(6)
    void aDrillThatAffectsTheMachineIsRefusedInADemo() throws Exception {
        Result result = peace("drill disk --while-recording");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.output()).contains("a demo is not a device");
    }

    @Test
    @Order(7)
    void killFreezeAndHangDrillsSucceedAndTheirStateIsSaved() throws Exception {
        Path page = dir.resolve("drill.html");
        Result result = peace("drill kill freeze hang --while-recording --html " + page);
        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(result.output()).contains("kill     passed", "freeze   passed", "hang     passed");
        assertThat(page).content().contains("Recovery drill", "freeze");
        assertThat(Files.readString(dir.resolve("state/drill/state.json"))).contains("\"hang\"");
        assertThat(peace("incidents").output()).contains("recorder");
    }

    @Test
    @Order(8)
    void theBundleContainsEventsAndLogs() throws Exception {
        Path archive = dir.resolve("bundle.tar.gz");
        Result result = peace("bundle " + archive);
        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(result.output()).contains("watchdog-events.json", "log/service.log");
        assertThat(Files.size(archive)).isGreaterThan(2000);
    }

    @Test
    @Order(9)
    void aResetMovesVideosAsideAndBack() throws Exception {
        long formerPid = demo.recorderPid();
        Result result = peace("reset --yes");
        assertThat(result.exitCode()).as(result.output()).isZero();
        String name = result.output().replaceAll("(?s).*--undo (\\S+).*", "$1");
        assertThat(dir.resolve("videos/reset-" + name + "/video_metadata.db")).exists();
        demo.awaitHeartbeatFromOtherThan(formerPid, Duration.ofSeconds(60));
        demo.await(
                () -> demo.heartbeat()
                        .filter(beat -> beat.state().equals("recording"))
                        .isPresent(),
                Duration.ofSeconds(60),
                "nothing is recorded after the reset");
        Result undone = peace("reset --undo " + name);
        assertThat(undone.exitCode()).as(undone.output()).isZero();
        assertThat(undone.output()).contains("moved back", "video_metadata.db");
        demo.await(() -> demo.heartbeat().isPresent(), Duration.ofSeconds(60), "no heartbeat after undoing the reset");
    }

    private static Result peace(String line) throws Exception {
        String[] arguments = (line + " --config " + dir.resolve("peace.yaml")).split(" ", -1);
        return CHECKOUT.peace(arguments);
    }
}
