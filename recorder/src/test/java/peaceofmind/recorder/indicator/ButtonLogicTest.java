// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.indicator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ButtonLogicTest {

    private static final Duration LONG = Duration.ofSeconds(1);
    private static final long MILLISECOND = 1_000_000;

    private final ButtonLogic button = new ButtonLogic(LONG, false, 0);

    @Test
    void aShortPressCountsWhenItIsReleased() {
        assertThat(button.changed(true, 0)).isEmpty();
        assertThat(button.tick(500 * MILLISECOND)).isEmpty();
        assertThat(button.changed(false, 600 * MILLISECOND)).contains(ButtonPress.SHORT);
        assertThat(button.tick(5_000 * MILLISECOND)).isEmpty();
    }

    @Test
    void aLongPressCountsOnceWhileItLasts() {
        assertThat(button.changed(true, 0)).isEmpty();
        assertThat(button.untilLong(400 * MILLISECOND)).contains(Duration.ofMillis(600));
        assertThat(button.tick(999 * MILLISECOND)).isEmpty();
        assertThat(button.tick(1_000 * MILLISECOND)).contains(ButtonPress.LONG);
        assertThat(button.tick(2_000 * MILLISECOND)).isEmpty();
        assertThat(button.untilLong(2_000 * MILLISECOND)).isEmpty();
        assertThat(button.changed(false, 3_000 * MILLISECOND)).isEmpty();
    }

    @Test
    void aLongPressThatNobodySawInTimeStillCounts() {
        button.changed(true, 0);
        assertThat(button.untilLong(9_000 * MILLISECOND)).contains(Duration.ZERO);
        assertThat(button.changed(false, 1_200 * MILLISECOND)).contains(ButtonPress.LONG);
    }

    @Test
    void noiseIsNoPress() {
        button.changed(true, 0);
        assertThat(button.changed(false, 29 * MILLISECOND)).isEmpty();
        assertThat(button.changed(false, 50 * MILLISECOND)).as("released twice").isEmpty();
        button.changed(true, 100 * MILLISECOND);
        assertThat(button.changed(true, 900 * MILLISECOND)).as("pressed twice").isEmpty();
        assertThat(button.changed(false, 950 * MILLISECOND)).contains(ButtonPress.SHORT);
    }

    @Test
    void aButtonThatIsPressedAtTheStartIsNobodysCommand() {
        ButtonLogic pressed = new ButtonLogic(LONG, true, 0);
        assertThat(pressed.tick(2_000 * MILLISECOND)).isEmpty();
        assertThat(pressed.untilLong(0)).isEmpty();
        assertThat(pressed.changed(false, 3_000 * MILLISECOND)).isEmpty();
        pressed.changed(true, 4_000 * MILLISECOND);
        assertThat(pressed.changed(false, 4_100 * MILLISECOND)).contains(ButtonPress.SHORT);
    }

    @Test
    void oneThatIsNotReleasedIsStuck() {
        button.changed(true, 0);
        assertThat(button.isStuck(29_999 * MILLISECOND)).isFalse();
        assertThat(button.isStuck(30_000 * MILLISECOND)).isTrue();
        button.changed(false, 31_000 * MILLISECOND);
        assertThat(button.isStuck(32_000 * MILLISECOND)).isFalse();
    }
}
