// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.indicator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import peaceofmind.foundation.log.Log;
import peaceofmind.testkit.FakeClock;

class PanelTest {

    private static final Duration STEP = Duration.ofMillis(250);

    private final FakeClock clock = new FakeClock();
    private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
    private final FakeHardware hardware = new FakeHardware();
    private final List<ButtonPress> presses = new ArrayList<>();
    private final Panel panel = new Panel(
            hardware,
            lights(),
            Duration.ofSeconds(1),
            presses::add,
            clock,
            Log.to(new PrintStream(logged, true, StandardCharsets.UTF_8), clock));

    @Test
    void theLightsFollowTheStateAndItsPattern() throws Exception {
        panel.show(new PanelView(PanelState.READY, true, false));
        panel.runOnce();
        assertThat(hardware.on).containsExactlyInAnyOrder(Light.GREEN, Light.WHITE);
        panel.show(new PanelView(PanelState.RECORDING, true, false));
        panel.runOnce();
        assertThat(hardware.on).containsExactlyInAnyOrder(Light.GREEN, Light.WHITE);
        panel.runOnce();
        assertThat(hardware.on).containsExactly(Light.WHITE);
        panel.runOnce();
        assertThat(hardware.on).containsExactlyInAnyOrder(Light.GREEN, Light.WHITE);
        assertThat(panel.problem()).isEmpty();
    }

    @Test
    void anUploadThatStartsDoesNotRestartThePattern() throws Exception {
        panel.show(new PanelView(PanelState.RECORDING, false, false));
        panel.runOnce();
        panel.show(new PanelView(PanelState.RECORDING, false, true));
        panel.runOnce();
        assertThat(hardware.on).containsExactly(Light.BLUE);
    }

    @Test
    void aLightThatDoesNotChangeIsNotSetAgain() throws Exception {
        panel.show(new PanelView(PanelState.READY, false, false));
        run(20);
        assertThat(hardware.sets).isEqualTo(1);
    }

    @Test
    void pressesAreShortOrLong() throws Exception {
        run(1);
        hardware.changes.add(change(true));
        run(1);
        clock.advance(Duration.ofMillis(100));
        hardware.changes.add(change(false));
        run(1);
        assertThat(presses).containsExactly(ButtonPress.SHORT);
        hardware.changes.add(change(true));
        run(10);
        assertThat(presses).containsExactly(ButtonPress.SHORT, ButtonPress.LONG);
    }

    @Test
    void aMissingChipIsReportedOnceAndTriedAgain() throws Exception {
        hardware.lightsFailure = Optional.of("no GPIO chip");
        run(20);
        assertThat(panel.problem()).contains("the lights do not work: no GPIO chip");
        assertThat(log()).containsOnlyOnce("no GPIO chip");
        assertThat(hardware.opened).isEqualTo(1);
        hardware.changes.add(change(true));
        run(1);
        clock.advance(Duration.ofMillis(50));
        hardware.changes.add(change(false));
        run(1);
        assertThat(presses).as("the button works without the lights").containsExactly(ButtonPress.SHORT);
        hardware.lightsFailure = Optional.empty();
        clock.advance(Panel.RETRY_DELAY);
        run(1);
        assertThat(panel.problem()).isEmpty();
        assertThat(hardware.on).isNotNull();
        assertThat(log()).contains("lights and button work again");
    }

    @Test
    void aChipThatIsPulledIsReportedAndUsedAgainWhenItIsBack() throws Exception {
        panel.show(new PanelView(PanelState.RECORDING, false, false));
        run(2);
        hardware.callFailure = Optional.of("error 19");
        run(2);
        assertThat(panel.problem()).contains("lights and button do not work: error 19");
        assertThat(hardware.closed).isEqualTo(2);
        hardware.callFailure = Optional.empty();
        clock.advance(Panel.RETRY_DELAY);
        run(1);
        assertThat(panel.problem()).isEmpty();
    }

    @Test
    void aButtonThatIsStuckIsReportedUntilItIsReleased() throws Exception {
        hardware.pressed = true;
        run(1);
        clock.advance(ButtonLogic.STUCK_AFTER);
        run(1);
        assertThat(panel.problem().orElseThrow()).contains("pressed for 30 s", "stuck", "ignored until it is released");
        assertThat(presses).isEmpty();
        hardware.changes.add(change(false));
        run(1);
        assertThat(panel.problem()).isEmpty();
        assertThat(presses).isEmpty();
    }

    @Test
    void withoutAButtonTheLightsAreNotTriedAgainAndAgain() throws Exception {
        hardware.hasButton = false;
        run(3);
        clock.advance(Panel.RETRY_DELAY);
        run(3);
        assertThat(hardware.opened).isEqualTo(1);
        assertThat(panel.problem()).isEmpty();
    }

    private void run(int times) throws InterruptedException {
        for (int time = 0; time < times; time++) {
            panel.runOnce();
        }
    }

    private PanelHardware.Change change(boolean pressed) {
        return new PanelHardware.Change(pressed, clock.nanoTime());
    }

    private String log() {
        return logged.toString(StandardCharsets.UTF_8);
    }

    private static PanelLights lights() {
        Map<PanelState, LightPattern> patterns = new EnumMap<>(PanelState.class);
        for (PanelState state : PanelState.values()) {
            patterns.put(state, LightPattern.parse(state.defaultPattern()).orElseThrow());
        }
        return new PanelLights(patterns, STEP, Duration.ZERO);
    }

    /** Waiting for the button advances the clock. */
    private final class FakeHardware implements PanelHardware {
        private final List<Change> changes = new ArrayList<>();
        private Set<Light> on = Set.of();
        private Optional<String> lightsFailure = Optional.empty();
        private Optional<String> callFailure = Optional.empty();
        private boolean hasButton = true;
        private boolean pressed;
        private int opened;
        private int closed;
        private int sets;

        private void check(Optional<String> failure) throws IOException {
            if (failure.isPresent()) {
                throw new IOException(failure.get());
            }
        }

        @Override
        public Lights openLights() throws IOException {
            opened++;
            check(lightsFailure);
            check(callFailure);
            return new Lights() {
                @Override
                public void set(Set<Light> wanted) throws IOException {
                    check(callFailure);
                    on = Set.copyOf(wanted);
                    sets++;
                }

                @Override
                public void close() {
                    closed++;
                }
            };
        }

        @Override
        public Optional<Button> openButton() throws IOException {
            check(callFailure);
            if (!hasButton) {
                return Optional.empty();
            }
            return Optional.of(new Button() {
                @Override
                public List<Change> await(Duration timeout) throws IOException {
                    check(callFailure);
                    List<Change> found = List.copyOf(changes);
                    changes.clear();
                    if (found.isEmpty()) {
                        clock.advance(timeout);
                    }
                    return found;
                }

                @Override
                public boolean isPressed() {
                    return pressed;
                }

                @Override
                public void close() {
                    closed++;
                }
            });
        }
    }
}
