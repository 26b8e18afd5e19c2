// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.indicator;

import java.time.Duration;
import java.util.Optional;

/** Distinguishes short presses from long ones, and recognises a button that is stuck. Pure; times are those of one monotonic clock. */
final class ButtonLogic {

    /** Shorter ones are noise that has passed the debouncing. */
    static final Duration MIN_PRESS = Duration.ofMillis(30);

    /** Nobody presses for longer. */
    static final Duration STUCK_AFTER = Duration.ofSeconds(30);

    private final Duration longPress;
    private Optional<Long> pressedAt = Optional.empty();
    private boolean reported;

    /**
     * Creates the logic.
     *
     * @param longPress a press is long from this time on, and is reported while the button is still pressed
     * @param pressed whether it is pressed now: that press is nobody's command, since it was before
     */
    ButtonLogic(Duration longPress, boolean pressed, long now) {
        this.longPress = longPress;
        if (pressed) {
            pressedAt = Optional.of(now);
            reported = true;
        }
    }

    /** A change of the button; the press that it completes, if it does. */
    Optional<ButtonPress> changed(boolean pressed, long now) {
        if (pressed) {
            if (pressedAt.isEmpty()) {
                pressedAt = Optional.of(now);
                reported = false;
            }
            return Optional.empty();
        }
        Optional<Duration> length = pressedAt.map(since -> Duration.ofNanos(now - since));
        boolean counts = !reported;
        pressedAt = Optional.empty();
        return length.filter(time -> counts && time.compareTo(MIN_PRESS) >= 0)
                .map(time -> time.compareTo(longPress) >= 0 ? ButtonPress.LONG : ButtonPress.SHORT);
    }

    /** To be called now and then: a press that has become long, once. */
    Optional<ButtonPress> tick(long now) {
        boolean isLong =
                pressedAt.filter(since -> now - since >= longPress.toNanos()).isPresent();
        if (!isLong || reported) {
            return Optional.empty();
        }
        reported = true;
        return Optional.of(ButtonPress.LONG);
    }

    boolean isStuck(long now) {
        return pressedAt.filter(since -> now - since >= STUCK_AFTER.toNanos()).isPresent();
    }

    /** Time until {@link #tick} has something to report; empty while the button is not pressed, or was reported. */
    Optional<Duration> untilLong(long now) {
        return pressedAt
                .filter(_ -> !reported)
                .map(since -> longPress.minusNanos(now - since))
                .map(left -> left.isNegative() ? Duration.ZERO : left);
    }
}
