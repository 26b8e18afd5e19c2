// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.metrics.Family;

class AlertEngineTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Family NO_CAMERA = Family.gauge("recorder_camera_up", "", 0);

    @TempDir
    Path folder;

    @Test
    void aLastingFaultIsNotifiedOnceAndSoIsItsResolution() throws Exception {
        AlertScenario scenario = new AlertScenario(folder);
        scenario.advance(MINUTE);
        scenario.advance(MINUTE.multipliedBy(5), AlertScenario.serviceDown());
        scenario.advance(MINUTE);

        assertThat(scenario.summaries()).containsExactly("FIRING [ServiceDown]", "RESOLVED [ServiceDown]");
        assertThat(scenario.notifications.get(1).threadId())
                .isEqualTo(scenario.notifications.get(0).id());
    }

    @Test
    void anAlertFiresAsSoonAsItsConditionHasHeldLongEnough() throws Exception {
        AlertScenario scenario = new AlertScenario(folder);
        scenario.advance(Duration.ofSeconds(60), AlertScenario.serviceDown());
        assertThat(new AlertOverview(scenario.engine).firing()).isEmpty();

        scenario.advance(Duration.ofSeconds(15), AlertScenario.serviceDown());

        assertThat(new AlertOverview(scenario.engine).firing()).hasSize(1);
    }

    @Test
    void collectionJitterDoesNotDelayFiringByAnotherInterval() throws Exception {
        AlertScenario scenario = new AlertScenario(folder);
        scenario.now = scenario.now.plusMillis(900);
        scenario.advance(Duration.ofSeconds(60), AlertScenario.serviceDown());
        scenario.now = scenario.now.minusMillis(900);
        scenario.advance(Duration.ofSeconds(15), AlertScenario.serviceDown());

        assertThat(new AlertOverview(scenario.engine).firing()).hasSize(1);
    }

    @Test
    void aFaultShorterThanItsForDurationIsNotNotified() throws Exception {
        AlertScenario scenario = new AlertScenario(folder);
        scenario.advance(Duration.ofSeconds(45), AlertScenario.serviceDown());
        scenario.advance(MINUTE.multipliedBy(5));

        assertThat(scenario.summaries()).isEmpty();
    }

    @Test
    void aRestartNeitherRepeatsTheNotificationNorLosesTheResolution() throws Exception {
        for (boolean clean : new boolean[] {true, false}) {
            AlertScenario scenario = new AlertScenario(folder.resolve("" + clean));
            scenario.advance(MINUTE.multipliedBy(5), AlertScenario.serviceDown());
            scenario.restart(clean);
            scenario.advance(MINUTE.multipliedBy(5), AlertScenario.serviceDown());
            scenario.restart(clean);
            scenario.advance(MINUTE);

            assertThat(scenario.summaries()).containsExactly("FIRING [ServiceDown]", "RESOLVED [ServiceDown]");
        }
    }

    @Test
    void aClockStepNeitherFiresEarlyNorDelays() throws Exception {
        for (Duration step : new Duration[] {Duration.ofDays(365), Duration.ofHours(-1)}) {
            AlertScenario scenario = new AlertScenario(folder.resolve("" + step));
            scenario.advance(Duration.ofSeconds(30), AlertScenario.serviceDown());
            scenario.now = scenario.now.plus(step);
            scenario.advance(Duration.ofSeconds(30), AlertScenario.serviceDown());
            assertThat(new AlertOverview(scenario.engine).firing())
                    .as("%s", step)
                    .isEmpty();

            scenario.advance(Duration.ofSeconds(30), AlertScenario.serviceDown());
            assertThat(new AlertOverview(scenario.engine).firing())
                    .as("%s", step)
                    .hasSize(1);
        }
    }

    @Test
    void anInhibitedAlertDoesNotFire() throws Exception {
        AlertScenario scenario = new AlertScenario(folder);
        scenario.advance(MINUTE.multipliedBy(10), AlertScenario.serviceDown(), NO_CAMERA);

        assertThat(scenario.summaries()).containsExactly("FIRING [ServiceDown]");
        assertThat(new AlertOverview(scenario.engine).firing()).hasSize(1);
    }

    @Test
    void anAlertThatFiredBeforeItsCauseIsNeitherResolvedNorNotifiedTwice() throws Exception {
        for (boolean restart : new boolean[] {false, true}) {
            AlertScenario scenario = new AlertScenario(folder.resolve("" + restart));
            scenario.advance(MINUTE.multipliedBy(3), NO_CAMERA);
            scenario.advance(MINUTE.multipliedBy(5), AlertScenario.serviceDown(), NO_CAMERA);
            if (restart) {
                scenario.restart(false);
            }
            scenario.advance(MINUTE.multipliedBy(5), NO_CAMERA);
            assertThat(scenario.summaries())
                    .containsExactly("FIRING [NoCamera]", "FIRING [ServiceDown]", "RESOLVED [ServiceDown]");
            scenario.advance(MINUTE);
            assertThat(scenario.summaries()).endsWith("RESOLVED [NoCamera]");
            assertThat(scenario.notifications.getLast().threadId())
                    .isEqualTo(scenario.notifications.getFirst().id());
        }
    }

    @Test
    void anAlertThatClearsTogetherWithItsCauseIsNotifiedAsResolved() throws Exception {
        AlertScenario scenario = new AlertScenario(folder);
        scenario.advance(MINUTE.multipliedBy(3), NO_CAMERA);
        scenario.advance(MINUTE.multipliedBy(5), AlertScenario.serviceDown(), NO_CAMERA);
        scenario.advance(MINUTE);

        assertThat(scenario.summaries())
                .startsWith("FIRING [NoCamera]", "FIRING [ServiceDown]")
                .containsOnlyOnce("RESOLVED [NoCamera]", "RESOLVED [ServiceDown]");
    }

    @Test
    void aHoldOrDrillSuppressesRecorderAlertsAndPendingStartsOverAfterwards() throws Exception {
        for (String metric : List.of("peace_watchdog_held", "peace_drill_in_progress")) {
            AlertScenario scenario = new AlertScenario(folder.resolve(metric));
            scenario.advance(MINUTE.multipliedBy(10), AlertScenario.serviceDown(), Family.gauge(metric, "", 1));
            scenario.advance(MINUTE, AlertScenario.serviceDown());
            assertThat(scenario.summaries()).isEmpty();

            scenario.advance(MINUTE, AlertScenario.serviceDown());
            assertThat(scenario.summaries()).containsExactly("FIRING [ServiceDown]");
        }
    }

    @Test
    void aHoldDoesNotSuppressAlertsThatAreNotAboutTheRecorder() throws Exception {
        AlertScenario scenario = new AlertScenario(folder);
        scenario.advance(
                MINUTE.multipliedBy(3),
                Family.gauge("peace_watchdog_held", "", 1),
                Family.gauge("peace_filesystem_remounted_readonly", "", 1));

        assertThat(scenario.summaries()).containsExactly("FIRING [DiskReadOnly]");
    }

    @Test
    void aFlappingAlertIsNotifiedAFewTimesAndThenWhenItIsStable() throws Exception {
        AlertScenario scenario = new AlertScenario(folder);
        for (int i = 0; i < 30; i++) {
            scenario.advance(MINUTE.multipliedBy(2), AlertScenario.serviceDown());
            scenario.advance(MINUTE.multipliedBy(2));
            if (i == 10) {
                scenario.restart(false);
            }
        }
        assertThat(scenario.summaries())
                .containsExactly(
                        "FIRING [ServiceDown]",
                        "RESOLVED [ServiceDown]",
                        "FIRING [ServiceDown]",
                        "RESOLVED [ServiceDown]",
                        "FLAPPING [ServiceDown]");

        scenario.advance(MINUTE.multipliedBy(27));
        assertThat(scenario.summaries()).hasSize(5);
        scenario.advance(MINUTE.multipliedBy(3));
        assertThat(scenario.summaries()).hasSize(6).endsWith("RESOLVED [ServiceDown]");
        assertThat(scenario.notifications.getLast().threadId())
                .isEqualTo(scenario.notifications.get(4).id());

        scenario.advance(MINUTE.multipliedBy(2), AlertScenario.serviceDown());
        assertThat(scenario.summaries())
                .as("afterwards it is notified as before")
                .endsWith("FIRING [ServiceDown]");
    }

    @Test
    void aFlappingAlertThatKeepsFiringIsRepeatedOnceStable() throws Exception {
        AlertScenario scenario = new AlertScenario(folder, "alerts: {flaps_after: 2, calm_after: 10min}");
        scenario.advance(MINUTE.multipliedBy(2), AlertScenario.serviceDown());
        scenario.advance(MINUTE);
        scenario.advance(MINUTE.multipliedBy(12), AlertScenario.serviceDown());
        scenario.advance(MINUTE);

        assertThat(scenario.summaries())
                .containsExactly(
                        "FIRING [ServiceDown]",
                        "RESOLVED [ServiceDown]",
                        "FLAPPING [ServiceDown]",
                        "REPEAT [ServiceDown]",
                        "RESOLVED [ServiceDown]");
    }

    @Test
    void noFaultPatternCausesTenNotificationsAnHour() throws Exception {
        for (int minutes : List.of(2, 3, 5, 8, 10, 15, 31)) {
            AlertScenario scenario = new AlertScenario(folder.resolve("" + minutes));
            for (int elapsed = 0; elapsed < 180; elapsed += 2 * minutes) {
                scenario.advance(MINUTE.multipliedBy(minutes), AlertScenario.serviceDown());
                scenario.advance(MINUTE.multipliedBy(minutes));
            }
            assertThat(scenario.maxNotificationsPerHour())
                    .as("%d minutes", minutes)
                    .isLessThanOrEqualTo(5);
        }
    }

    @Test
    void aSilenceExpiresAutomaticallyEvenAcrossARestart() throws Exception {
        AlertScenario scenario = new AlertScenario(folder);
        scenario.advance(MINUTE);
        scenario.engine.silence(Silence.ALL, scenario.now.plus(Duration.ofMinutes(20)), "root", "");
        scenario.advance(MINUTE.multipliedBy(10), AlertScenario.serviceDown());
        scenario.restart(false);
        scenario.advance(MINUTE.multipliedBy(5), AlertScenario.serviceDown());
        assertThat(scenario.summaries()).isEmpty();

        scenario.advance(MINUTE.multipliedBy(10), AlertScenario.serviceDown());
        assertThat(scenario.summaries()).containsExactly("FIRING [ServiceDown]");
        assertThat(scenario.engine.silences()).isEmpty();
    }

    @Test
    void aLastingAlertIsRepeatedOnlyAfterTheRepeatInterval() throws Exception {
        AlertScenario scenario = new AlertScenario(folder, "alerts: {repeat: 1h}");
        scenario.advance(Duration.ofMinutes(150), AlertScenario.serviceDown());

        assertThat(scenario.summaries())
                .containsExactly("FIRING [ServiceDown]", "REPEAT [ServiceDown]", "REPEAT [ServiceDown]");
    }

    @Test
    void aValueThatOscillatesAroundItsLimitIsNotifiedOnce() throws Exception {
        AlertScenario scenario = new AlertScenario(folder);
        scenario.advance(MINUTE.multipliedBy(6), Family.gauge("node_hwmon_temp_celsius", "", 81));
        for (int i = 0; i < 20; i++) {
            scenario.advance(MINUTE, Family.gauge("node_hwmon_temp_celsius", "", 79));
            scenario.advance(MINUTE, Family.gauge("node_hwmon_temp_celsius", "", 81));
        }

        assertThat(scenario.summaries()).containsExactly("FIRING [HighTemperature]");
    }

    @Test
    void aDeviceWithoutHwmonIsTooHotByItsThermalZone() throws Exception {
        AlertScenario scenario = new AlertScenario(folder);
        scenario.advance(MINUTE.multipliedBy(6), Family.gauge("node_thermal_zone_temp", "", 81));

        assertThat(scenario.summaries()).containsExactly("FIRING [HighTemperature]");
    }

    @Test
    void whereThereIsHwmonTheThermalZoneOfTheSameChipDoesNotFireOnceMore() throws Exception {
        AlertScenario scenario = new AlertScenario(folder);
        scenario.advance(
                MINUTE.multipliedBy(6),
                Family.gauge("node_hwmon_temp_celsius", "", 60),
                Family.gauge("node_thermal_zone_temp", "", 81));

        assertThat(scenario.summaries()).isEmpty();
    }

    @Test
    void alertsThatFireTogetherAreOneNotification() throws Exception {
        AlertScenario scenario = new AlertScenario(folder);
        scenario.advance(
                MINUTE.multipliedBy(5),
                Family.gauge("peace_watchdog_up", "", 0),
                Family.gauge("peace_filesystem_errors_total", "", 3),
                Family.gauge("peace_update_last_success", "", 0));

        assertThat(scenario.summaries()).containsExactly("FIRING [DiskErrors, UpdateFailed]", "FIRING [WatchdogDown]");
    }

    @Test
    void aCorruptStateFileIsMovedAsideAndReported() throws Exception {
        Files.writeString(folder.resolve("alerts.json"), "{\"at\":\"20");
        AlertScenario scenario = new AlertScenario(folder);
        scenario.advance(MINUTE);

        assertThat(scenario.warnings).singleElement().asString().contains("corrupt-0");
    }

    @Test
    void aRuleCanBeChangedAndDisabled() throws Exception {
        AlertScenario scenario = new AlertScenario(
                folder, "alerts: {rules: {service_down: {on: false}, high_temperature: {limit: 60, for: 1min}}}");
        scenario.advance(
                MINUTE.multipliedBy(3), AlertScenario.serviceDown(), Family.gauge("node_hwmon_temp_celsius", "", 61));

        assertThat(scenario.summaries()).containsExactly("FIRING [HighTemperature]");
    }

    @Test
    void nothingIsWrittenWhileAllIsWell() throws Exception {
        AlertScenario scenario = new AlertScenario(folder);
        scenario.advance(Duration.ofHours(3));

        assertThat(folder.resolve("alerts.json")).doesNotExist();
        assertThat(scenario.engine.silenceReason(alert(scenario))).isEqualTo(Optional.empty());
    }

    private static Alert alert(AlertScenario scenario) throws Exception {
        scenario.advance(MINUTE.multipliedBy(3), AlertScenario.serviceDown());
        return new AlertOverview(scenario.engine).firing().getFirst();
    }
}
