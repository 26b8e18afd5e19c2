// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.indicator;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.foundation.log.Log;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.linux.gpio.Gpio;

/**
 * Lights and a button, in a thread of their own: recording never depends on them. What does not work is reported once, and tried again
 * every {@link #RETRY_DELAY}.
 */
public final class Panel implements Indicator, AutoCloseable {

    static final Duration RETRY_DELAY = Duration.ofSeconds(30);

    /** So that a state that the main loop shows is visible soon. */
    private static final Duration MAX_WAIT = Duration.ofMillis(250);

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

    private static final String STUCK = "it has been pressed for " + ButtonLogic.STUCK_AFTER.toSeconds()
            + " s, so it is stuck, or its line has a short circuit; it is ignored until it is released";

    private final PanelHardware hardware;
    private final PanelLights lights;
    private final Duration longPress;
    private final Consumer<ButtonPress> presses;
    private final Clock clock;
    private final Log log;
    private final Thread thread;

    private record Shown(PanelView view, long sinceNanos) {}

    private volatile Shown shown;
    private volatile String reported = "";

    // Of the thread.
    private Optional<PanelHardware.Lights> openLights = Optional.empty();
    private Optional<PanelHardware.Button> openButton = Optional.empty();
    private Optional<ButtonLogic> logic = Optional.empty();
    private Optional<Set<Light>> lit = Optional.empty();
    private Optional<String> lightsProblem = Optional.empty();
    private Optional<String> buttonProblem = Optional.empty();
    private boolean hasNoButton;
    private Optional<Long> nextTryAt = Optional.empty();

    Panel(
            PanelHardware hardware,
            PanelLights lights,
            Duration longPress,
            Consumer<ButtonPress> presses,
            Clock clock,
            Log log) {
        this.hardware = hardware;
        this.lights = lights;
        this.longPress = longPress;
        this.presses = presses;
        this.clock = clock;
        this.log = log;
        this.shown = new Shown(new PanelView(PanelState.BOOTING, false, false), clock.nanoTime());
        this.thread = Thread.ofPlatform().daemon().name("panel").unstarted(this::run);
    }

    /**
     * Starts to drive the configured panel.
     *
     * @param gpio the lines of this machine
     * @param presses executes what a press means, without waiting for it
     */
    public static Panel start(LightsConfig config, Gpio gpio, Consumer<ButtonPress> presses, Clock clock, Log log) {
        Panel panel = new Panel(
                new GpioPanelHardware(gpio, config), config.lights(), config.longPress(), presses, clock, log);
        panel.thread.start();
        return panel;
    }

    @Override
    public void show(PanelView view) {
        Shown before = shown;
        if (!before.view().equals(view)) {
            // Another network or upload does not restart the pattern.
            boolean sameState = before.view().state() == view.state();
            shown = new Shown(view, sameState ? before.sinceNanos() : clock.nanoTime());
        }
    }

    @Override
    public Optional<JsonObject> describe(PanelView view) {
        return Optional.of(lights.toJson(view));
    }

    @Override
    public Optional<String> problem() {
        return Optional.of(reported).filter(text -> !text.isEmpty());
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                runOnce();
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } finally {
            closeLights();
            closeButton();
        }
    }

    /** Switches the lights, and waits for the button until they change next. */
    void runOnce() throws InterruptedException {
        openWhatIsClosed();
        Shown current = shown;
        Duration sinceShown = Duration.ofNanos(clock.nanoTime() - current.sinceNanos());
        light(lights.on(current.view(), sinceShown));
        Duration wait = Stream.of(Optional.of(lights.untilChange(current.view(), sinceShown)), untilLong())
                .flatMap(Optional::stream)
                .reduce(MAX_WAIT, (one, other) -> one.compareTo(other) < 0 ? one : other);
        awaitButton(wait);
        report();
    }

    private Optional<Duration> untilLong() {
        return logic.flatMap(button -> button.untilLong(clock.nanoTime()));
    }

    private void openWhatIsClosed() {
        long now = clock.nanoTime();
        boolean complete = openLights.isPresent() && (openButton.isPresent() || hasNoButton);
        if (complete || nextTryAt.filter(at -> now - at < 0).isPresent()) {
            return;
        }
        nextTryAt = Optional.of(now + RETRY_DELAY.toNanos());
        if (openLights.isEmpty()) {
            try {
                openLights = Optional.of(hardware.openLights());
                lightsProblem = Optional.empty();
            } catch (IOException refused) {
                lightsProblem = Optional.of(ErrorText.of(refused));
            }
        }
        if (openButton.isEmpty() && !hasNoButton) {
            openButton(now);
        }
    }

    private void openButton(long now) {
        try {
            openButton = hardware.openButton();
            hasNoButton = openButton.isEmpty();
            buttonProblem = Optional.empty();
            if (openButton.isPresent()) {
                logic = Optional.of(new ButtonLogic(longPress, openButton.get().isPressed(), now));
            }
        } catch (IOException refused) {
            closeButton();
            buttonProblem = Optional.of(ErrorText.of(refused));
        }
    }

    private void light(Set<Light> on) {
        if (openLights.isEmpty() || lit.equals(Optional.of(on))) {
            return;
        }
        try {
            openLights.get().set(on);
            lit = Optional.of(Set.copyOf(on));
        } catch (IOException failed) {
            closeLights();
            lightsProblem = Optional.of(ErrorText.of(failed));
        }
    }

    private void awaitButton(Duration wait) throws InterruptedException {
        if (openButton.isEmpty() || logic.isEmpty()) {
            clock.sleep(wait);
            return;
        }
        ButtonLogic button = logic.get();
        try {
            List<PanelHardware.Change> changes = openButton.get().await(wait);
            for (PanelHardware.Change change : changes) {
                button.changed(change.pressed(), change.nanoTime()).ifPresent(presses);
            }
            long now = clock.nanoTime();
            button.tick(now).ifPresent(presses);
            buttonProblem = button.isStuck(now) ? Optional.of(STUCK) : Optional.empty();
        } catch (IOException failed) {
            closeButton();
            buttonProblem = Optional.of(ErrorText.of(failed));
        }
    }

    private void report() {
        String text = describeProblems();
        if (!text.equals(reported)) {
            if (text.isEmpty()) {
                log.info("lights and button work again");
            } else {
                log.error(text);
            }
            reported = text;
        }
    }

    private String describeProblems() {
        if (lightsProblem.isPresent() && lightsProblem.equals(buttonProblem)) {
            return "lights and button do not work: " + lightsProblem.get();
        }
        return Stream.of(
                        lightsProblem.map(reason -> "the lights do not work: " + reason),
                        buttonProblem.map(reason -> "the button does not work: " + reason))
                .flatMap(Optional::stream)
                .collect(Collectors.joining("; "));
    }

    private void closeLights() {
        openLights.ifPresent(PanelHardware.Lights::close);
        openLights = Optional.empty();
        lit = Optional.empty();
    }

    private void closeButton() {
        openButton.ifPresent(PanelHardware.Button::close);
        openButton = Optional.empty();
        logic = Optional.empty();
    }

    /** Switches the lights off; a chip that hangs delays that by a second at most. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(CLOSE_TIMEOUT);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }
}
