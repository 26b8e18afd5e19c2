package peaceofmind.watchdog.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.watchdog.policy.Scene.BEAT;
import static peaceofmind.watchdog.policy.Scene.NOTHING;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import peaceofmind.watchdog.events.EventKind;

/** A dry run tells what it would do, never that it was done, and leaves nothing behind. */
final class DryRunTest {

    private final Scene dry =
            new Scene(new Policy(DevicePolicy.standard(), Scene.standard().services(), true)).pass(5);

    @Test
    void itWritesDownAndDoesNothing() {
        dry.shows(NOTHING).pass(3600);
        assertThat(dry.orders()).isEmpty();
        assertThat(dry.kinds()).contains(EventKind.DRY_RUN);
        assertThat(dry.lastReason(EventKind.DRY_RUN)).startsWith("would ");
        assertThat(dry.restart("recorder").accepted()).isFalse();
    }

    @Test
    void aBeatThatReturnsIsNotToldAsTheSuccessOfARestart() {
        dry.shows(NOTHING).pass(40);
        dry.shows(BEAT).pass(5);
        assertThat(dry.kinds()).doesNotContain(EventKind.RESTART_VERIFIED);
        assertThat(dry.lastReason(EventKind.RECOVERED)).contains("by itself", "would have been restarted");
    }

    @Test
    void hoursOfSilenceAreNotToldAsRestartsThatFailedOrAsGivingUp() {
        dry.shows(NOTHING).pass(7200);
        dry.shows(BEAT).pass(7200);
        assertThat(dry.kinds())
                .containsOnlyOnce(EventKind.STALE)
                .doesNotContain(
                        EventKind.RESTART,
                        EventKind.RESTART_FAILED,
                        EventKind.REBOOT,
                        EventKind.GAVE_UP,
                        EventKind.NORMAL_AGAIN);
    }

    @Test
    void itRehearsesTheWholeEscalationWithinItsImaginedBudget() {
        dry.shows(NOTHING).pass(7200);
        assertThat(dry.reasons(EventKind.DRY_RUN).stream().filter(words -> words.startsWith("would reboot")))
                .hasSize(2);
        assertThat(dry.reasons(EventKind.DRY_RUN)).anyMatch(words -> words.startsWith("would restart"));
    }

    @Test
    void whatItWouldHaveDoneIsNotRememberedAndTakesNothingFromTheBudget() {
        dry.shows(NOTHING).pass(7200);
        assertThat(dry.history().reboots()).isEmpty();
        assertThat(dry.history().totals()).isEqualTo(Totals.NONE);
        assertThat(dry.history().service("recorder")).isEqualTo(ServiceHistory.NONE);
        assertThat(RebootBudget.refusal(
                        DevicePolicy.standard(), dry.history(), new DeviceTime(Duration.ofHours(4), dry.poweredOn())))
                .isEmpty();
    }

    @Test
    void aHoldThatAPersonPlacesInItIsRemembered() {
        assertThat(dry.hold(Optional.empty(), Duration.ofHours(2)).accepted()).isTrue();
        assertThat(dry.history().holds()).hasSize(1);
        dry.shows(NOTHING).pass(3600);
        assertThat(dry.kinds()).doesNotContain(EventKind.DRY_RUN);
        assertThat(dry.release().accepted()).isTrue();
        assertThat(dry.history().holds()).isEqualTo(List.of());
    }
}
