// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.update;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class UpdaterTest {

    private static final Instant NOW = Instant.parse("2026-11-25T08:00:00Z");

    /** More operations than a whole update with its rollback has. */
    private static final int MAX_OPERATIONS = 60;

    private final List<String> log = new ArrayList<>();

    @Test
    void aHealthyVersionStays() throws Exception {
        FakeUpdateTarget target = new FakeUpdateTarget();
        UpdateProgress end = update(target);
        assertThat(end.step()).isEqualTo(UpdateStep.DONE);
        assertThat(target.running()).contains("2");
        assertThat(target.held()).isFalse();
        assertThat(target.restarts()).isEqualTo(1);
    }

    @Test
    void aBrokenVersionIsRolledBackWithTheReason() throws Exception {
        FakeUpdateTarget target = new FakeUpdateTarget();
        target.broken.add("2");
        UpdateProgress end = update(target);
        assertThat(end.step()).isEqualTo(UpdateStep.ROLLED_BACK);
        assertThat(end.failureReason()).isEqualTo("it is silent");
        assertThat(target.running()).contains("1");
        assertThat(target.held()).isFalse();
    }

    @Test
    void aVersionThatCutsTheNetworkIsRolledBack() throws Exception {
        FakeUpdateTarget target = new FakeUpdateTarget();
        target.networkBreaking.add("2");
        assertThat(update(target).step()).isEqualTo(UpdateStep.ROLLED_BACK);
        assertThat(target.running()).contains("1");
    }

    @Test
    void whatCannotBeFetchedChangesNothing() throws Exception {
        FakeUpdateTarget target = new FakeUpdateTarget();
        target.failFetching();
        UpdateProgress end = update(target);
        assertThat(end.step()).isEqualTo(UpdateStep.ABANDONED);
        assertThat(end.failureReason()).isEqualTo("checksum");
        assertThat(target.running()).contains("1");
        assertThat(target.restarts()).isZero();
    }

    @Test
    void withoutAWatchdogNothingIsChanged() throws Exception {
        FakeUpdateTarget target = new FakeUpdateTarget();
        target.stopWatchdog();
        assertThat(update(target).step()).isEqualTo(UpdateStep.ABANDONED);
        assertThat(target.current()).contains("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"good", "broken"})
    void afterAPowerCutAtAnyPointOneCompleteVersionRunsAndNothingIsHeld(String quality) throws Exception {
        for (int operation = 1; operation < MAX_OPERATIONS; operation++) {
            FakeUpdateTarget target = newTarget(quality);
            target.cutPowerAt(operation);
            boolean cut = isCutDuringUpdate(target);
            target.boot();
            Optional<UpdateProgress> end = new Updater(target, target, log::add).resume();
            check(target, quality, "cut at " + operation + ", " + end);
            if (!cut) {
                return;
            }
        }
        throw new AssertionError("an update has more operations than " + MAX_OPERATIONS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"good", "broken"})
    void afterTwoPowerCutsTheUpdateStillFinishes(String quality) throws Exception {
        for (int first = 1; first < MAX_OPERATIONS; first++) {
            for (int second = 1; second < MAX_OPERATIONS / 2; second++) {
                FakeUpdateTarget target = newTarget(quality);
                target.cutPowerAt(first);
                isCutDuringUpdate(target);
                target.boot();
                target.cutPowerAt(second);
                try {
                    new Updater(target, target, log::add).resume();
                } catch (FakeUpdateTarget.PowerCut powerCut) {
                    log.add("cut again");
                }
                target.boot();
                new Updater(target, target, log::add).resume();
                check(target, quality, "cut at " + first + " and " + second);
            }
        }
    }

    @Test
    void aVersionWithRepeatedPowerCutsDuringItsTrialIsRolledBack() {
        UpdateProgress progress = UpdateProgress.start(Optional.of("1"), "2", Optional.empty(), false, NOW)
                .after(new StepResult.Ok());
        progress =
                progress.after(new StepResult.Ok()).after(new StepResult.Ok()).after(new StepResult.Ok());
        assertThat(progress.step()).isEqualTo(UpdateStep.WATCH);
        for (int resume = 0; resume < UpdateProgress.MAX_RESUMES; resume++) {
            progress = progress.resumed();
            assertThat(progress.step()).isEqualTo(UpdateStep.SWITCH);
        }
        assertThat(progress.resumed().step()).isEqualTo(UpdateStep.SWITCH_BACK);
        assertThat(progress.resumed().failureReason()).contains("interrupted 3 times");
    }

    @Test
    void aFailedFirstVersionIsRolledBackToNone() throws Exception {
        FakeUpdateTarget target = new FakeUpdateTarget();
        target.broken.add("2");
        UpdateProgress end = new Updater(target, target, log::add)
                .run(UpdateProgress.start(Optional.empty(), "2", Optional.empty(), false, NOW));
        assertThat(end.step()).isEqualTo(UpdateStep.ROLLED_BACK);
        assertThat(target.current()).isEmpty();
    }

    @Test
    void theVersionToGoBackToIsKnownAlsoAfterAnUpdateThatFailed() throws Exception {
        FakeUpdateTarget target = new FakeUpdateTarget();
        UpdateProgress done = update(target);
        assertThat(done.previousVersion()).contains("1");
        target.broken.add("3");
        UpdateProgress failed = new Updater(target, target, log::add)
                .run(UpdateProgress.start(Optional.of("2"), "3", Optional.of(done), true, NOW));
        assertThat(failed.step()).isEqualTo(UpdateStep.ROLLED_BACK);
        assertThat(failed.previousVersion()).contains("1");
    }

    @ParameterizedTest
    @EnumSource(UpdateStep.class)
    void everyStepIsReadAsItWasWritten(UpdateStep step) throws Exception {
        UpdateProgress progress =
                new UpdateProgress(step, Optional.of("1.0"), Optional.of("0.9"), "1.1", true, 1, "because \"it\"", NOW);
        assertThat(UpdateProgress.parse(progress.toJson().toPrettyJson())).isEqualTo(progress);
    }

    private static FakeUpdateTarget newTarget(String quality) {
        FakeUpdateTarget target = new FakeUpdateTarget();
        if (quality.equals("broken")) {
            target.broken.add("2");
        }
        return target;
    }

    private boolean isCutDuringUpdate(FakeUpdateTarget target) throws Exception {
        try {
            update(target);
            return false;
        } catch (FakeUpdateTarget.PowerCut powerCut) {
            return true;
        }
    }

    private static void check(FakeUpdateTarget target, String quality, String when) {
        assertThat(target.held()).as("held, " + when).isFalse();
        assertThat(target.running()).as("runs what is pointed to, " + when).isEqualTo(target.current());
        assertThat(target.current()).as("a known version, " + when).get().isIn("1", "2");
        if (quality.equals("broken")) {
            assertThat(target.current()).as("not the broken one, " + when).contains("1");
        }
        assertThat(target.read().map(UpdateProgress::step).filter(step -> !step.isFinal()))
                .as("an end, " + when)
                .isEmpty();
    }

    private UpdateProgress update(FakeUpdateTarget target) throws Exception {
        return new Updater(target, target, log::add)
                .run(UpdateProgress.start(Optional.of("1"), "2", Optional.empty(), true, NOW));
    }
}
