// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Family.Sample;

/** Series of several cameras, which have the label {@code camera}. */
class SeveralCamerasAlertTest {

    private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);

    @TempDir
    private Path folder;

    @Test
    void aCameraThatIsGoneInhibitsAlertsAboutItselfAndNotAboutTheOthers() throws Exception {
        AlertScenario scenario = new AlertScenario(folder);
        scenario.advance(
                FIVE_MINUTES,
                ofCameras("recorder_camera_up", 0, 1),
                ofCameras("recorder_picture_black_seconds", 400, 400));
        assertThat(firing(scenario)).containsExactlyInAnyOrder("NoCamera{camera=north}", "PictureBlack{camera=south}");
    }

    @Test
    void aCameraThatFailsWhileAnotherIsRecordedIsAnAlertWithItsName() throws Exception {
        AlertScenario scenario = new AlertScenario(folder);
        Family states = new Family(
                "recorder_state",
                Family.Type.GAUGE,
                "",
                List.of(
                        new Sample(Map.of("state", "error"), 0),
                        new Sample(Map.of("state", "error", "camera", "north"), 0),
                        new Sample(Map.of("state", "error", "camera", "south"), 1)));
        scenario.advance(FIVE_MINUTES, states);
        assertThat(firing(scenario)).containsExactly("RecorderError{camera=south, state=error}");
    }

    @Test
    void whatIsOfTheWholeServiceInhibitsAlertsAboutEveryCamera() throws Exception {
        AlertScenario scenario = new AlertScenario(folder);
        scenario.advance(FIVE_MINUTES, AlertScenario.serviceDown(), ofCameras("recorder_camera_up", 0, 0));
        assertThat(firing(scenario)).containsExactly("ServiceDown");
    }

    private static Family ofCameras(String name, double ofNorth, double ofSouth) {
        return new Family(
                name,
                Family.Type.GAUGE,
                "",
                List.of(
                        new Sample(Map.of("camera", "north"), ofNorth),
                        new Sample(Map.of("camera", "south"), ofSouth)));
    }

    private static List<String> firing(AlertScenario scenario) {
        return scenario.notifications.stream()
                .flatMap(notification -> notification.alerts().stream())
                .map(alert -> alert.key().toString())
                .distinct()
                .toList();
    }
}
