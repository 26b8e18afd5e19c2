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

    /** More moments than a whole update with its way back has. */
    private static final int MOMENTS = 60;

    private final List<String> said = new ArrayList<>();

    @Test
    void aHealthyVersionStays() throws Exception {
        FakeWorld world = new FakeWorld();
        Progress end = update(world);
        assertThat(end.step()).isEqualTo(Step.DONE);
        assertThat(world.runs()).contains("2");
        assertThat(world.held()).isFalse();
        assertThat(world.restarts()).isEqualTo(1);
    }

    @Test
    void aBrokenVersionIsRolledBackWithTheReason() throws Exception {
        FakeWorld world = new FakeWorld();
        world.broken.add("2");
        Progress end = update(world);
        assertThat(end.step()).isEqualTo(Step.ROLLED_BACK);
        assertThat(end.why()).isEqualTo("it is silent");
        assertThat(world.runs()).contains("1");
        assertThat(world.held()).isFalse();
    }

    @Test
    void aVersionThatCutsTheNetworkIsRolledBack() throws Exception {
        FakeWorld world = new FakeWorld();
        world.cutters.add("2");
        assertThat(update(world).step()).isEqualTo(Step.ROLLED_BACK);
        assertThat(world.runs()).contains("1");
    }

    @Test
    void whatCannotBeFetchedChangesNothing() throws Exception {
        FakeWorld world = new FakeWorld();
        world.failFetching();
        Progress end = update(world);
        assertThat(end.step()).isEqualTo(Step.ABANDONED);
        assertThat(end.why()).isEqualTo("checksum");
        assertThat(world.runs()).contains("1");
        assertThat(world.restarts()).isZero();
    }

    @Test
    void withoutAWatchdogNothingIsChanged() throws Exception {
        FakeWorld world = new FakeWorld();
        world.stopTheWatchdog();
        assertThat(update(world).step()).isEqualTo(Step.ABANDONED);
        assertThat(world.current()).contains("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"good", "broken"})
    void whenThePowerGoesAtAnyMomentOneVersionRunsWholeAndNothingIsHeld(String quality) throws Exception {
        for (int moment = 1; moment < MOMENTS; moment++) {
            FakeWorld world = world(quality);
            world.cutPowerAt(moment);
            boolean cut = cutDuring(world);
            world.boot();
            Optional<Progress> end = new Updater(world, world, said::add).resume();
            check(world, quality, "cut at " + moment + ", " + end);
            if (!cut) {
                return;
            }
        }
        throw new AssertionError("an update has more moments than " + MOMENTS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"good", "broken"})
    void whenThePowerGoesTwiceItStillComesToAnEnd(String quality) throws Exception {
        for (int first = 1; first < MOMENTS; first++) {
            for (int second = 1; second < MOMENTS / 2; second++) {
                FakeWorld world = world(quality);
                world.cutPowerAt(first);
                cutDuring(world);
                world.boot();
                world.cutPowerAt(second);
                try {
                    new Updater(world, world, said::add).resume();
                } catch (FakeWorld.PowerCut again) {
                    said.add("cut again");
                }
                world.boot();
                new Updater(world, world, said::add).resume();
                check(world, quality, "cut at " + first + " and " + second);
            }
        }
    }

    @Test
    void aVersionDuringWhoseTrialThePowerGoesAgainAndAgainIsTakenForTheCause() {
        Progress progress = Progress.begin(Optional.of("1"), "2", false, NOW).after(new Outcome.Ok());
        progress = progress.after(new Outcome.Ok()).after(new Outcome.Ok()).after(new Outcome.Ok());
        assertThat(progress.step()).isEqualTo(Step.WATCH);
        for (int resume = 0; resume < Progress.MAX_RESUMES; resume++) {
            progress = progress.resumed();
            assertThat(progress.step()).isEqualTo(Step.SWITCH);
        }
        assertThat(progress.resumed().step()).isEqualTo(Step.SWITCH_BACK);
        assertThat(progress.resumed().why()).contains("interrupted 3 times");
    }

    @Test
    void theFirstVersionOfAllGoesBackToNone() throws Exception {
        FakeWorld world = new FakeWorld();
        world.broken.add("2");
        Progress end = new Updater(world, world, said::add).run(Progress.begin(Optional.empty(), "2", false, NOW));
        assertThat(end.step()).isEqualTo(Step.ROLLED_BACK);
        assertThat(world.current()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Step.class)
    void everyStepIsReadAsItWasWritten(Step step) throws Exception {
        Progress progress = new Progress(step, Optional.of("1.0"), "1.1", true, 1, "because \"it\"", NOW);
        assertThat(Progress.parse(progress.toJson().toPrettyJson())).isEqualTo(progress);
    }

    private static FakeWorld world(String quality) {
        FakeWorld world = new FakeWorld();
        if (quality.equals("broken")) {
            world.broken.add("2");
        }
        return world;
    }

    private boolean cutDuring(FakeWorld world) throws Exception {
        try {
            update(world);
            return false;
        } catch (FakeWorld.PowerCut gone) {
            return true;
        }
    }

    private static void check(FakeWorld world, String quality, String when) {
        assertThat(world.held()).as("held, " + when).isFalse();
        assertThat(world.runs()).as("runs what is pointed to, " + when).isEqualTo(world.current());
        assertThat(world.current()).as("a known version, " + when).get().isIn("1", "2");
        if (quality.equals("broken")) {
            assertThat(world.current()).as("not the broken one, " + when).contains("1");
        }
        assertThat(world.read().map(Progress::step).filter(step -> !step.isEnd()))
                .as("an end, " + when)
                .isEmpty();
    }

    private Progress update(FakeWorld world) throws Exception {
        return new Updater(world, world, said::add).run(Progress.begin(Optional.of("1"), "2", true, NOW));
    }
}
