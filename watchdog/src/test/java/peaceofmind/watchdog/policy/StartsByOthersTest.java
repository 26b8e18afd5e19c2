package peaceofmind.watchdog.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.watchdog.policy.Scene.BEAT;
import static peaceofmind.watchdog.policy.Scene.NOTHING;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import peaceofmind.watchdog.events.EventKind;

/** A service that beats for a moment, dies and is started by its manager, again and again. */
final class StartsByOthersTest {

    private final Scene scene = Scene.beating();

    private void livesBriefly(int times) {
        for (int life = 0; life < times; life++) {
            scene.startedAnew().shows(NOTHING).pass(2);
            scene.shows(BEAT).pass(13);
        }
    }

    private List<String> told() {
        return scene.reasons(EventKind.SERVICE_STATE);
    }

    @Test
    void itIsToldOnceThatItStartsAgainAndAgain() {
        livesBriefly(240);
        assertThat(told()).hasSize(StartsByOthers.TOO_MANY);
        assertThat(told().getLast()).contains("starts again and again: 5 times in 10 min");
        assertThat(unstable()).isTrue();
    }

    @Test
    void itLeadsToNoRestartAndNoReboot() {
        livesBriefly(240);
        assertThat(scene.orders()).isEmpty();
    }

    @Test
    void thatItIsCalmAgainIsToldOnceAndSingleStartsAreToldAgain() {
        livesBriefly(20);
        scene.pass(580);
        assertThat(unstable()).isTrue();
        scene.pass(20);
        assertThat(told().getLast()).isEqualTo("calm again: not started anew for 10 min");
        assertThat(unstable()).isFalse();
        livesBriefly(1);
        assertThat(told().getLast()).contains("it was started anew");
    }

    @Test
    void aFewStartsByHandAreToldOneByOne() {
        livesBriefly(4);
        scene.pass(600);
        livesBriefly(4);
        assertThat(told()).hasSize(8).allMatch(words -> words.startsWith("it was started anew"));
    }

    @Test
    void theWatchdogsOwnRestartsDoNotCount() {
        for (int number = 0; number < 6; number++) {
            scene.restart("recorder");
            scene.startedAnew().ended("recorder", true).pass(20);
        }
        assertThat(Stream.concat(told().stream(), Stream.of(""))).containsExactly("");
    }

    @Test
    void whatIsRememberedOfThemIsBounded() {
        livesBriefly(200);
        assertThat(scene.state().service("recorder").orElseThrow().others().at())
                .hasSizeLessThanOrEqualTo(50);
    }

    private boolean unstable() {
        return scene.state().service("recorder").orElseThrow().others().unstable();
    }
}
