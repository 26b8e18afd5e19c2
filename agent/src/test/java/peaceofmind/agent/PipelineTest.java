package peaceofmind.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import peaceofmind.metrics.collect.Collector;
import peaceofmind.metrics.collect.CollectorSet;
import peaceofmind.metrics.collect.GuardedGroup;
import peaceofmind.metrics.Batch;
import peaceofmind.metrics.BatchConsumer;
import peaceofmind.metrics.Family;
import peaceofmind.testkit.FakeClock;

final class PipelineTest {

    private final FakeClock clock = new FakeClock();
    private final List<String> said = new ArrayList<>();
    private final List<Batch> taken = new ArrayList<>();

    private record One(String name) implements Collector {
        @Override
        public Collected collect() {
            return Collected.of(List.of(Family.gauge("up", "help", 1)));
        }
    }

    private record Taker(String name, Takes takes) implements BatchConsumer {
        interface Takes {
            void take(Batch batch) throws Exception;
        }

        @Override
        public void accept(Batch batch) throws Exception {
            takes.take(batch);
        }
    }

    @Test
    void itCollectsInItsRhythmAndMakesUpForNoMissedTurn() {
        Pipeline pipeline = pipeline(new Taker("history", taken::add));
        pipeline.turn();
        pipeline.turn();
        assertThat(taken).hasSize(1);
        assertThat(taken.getFirst().timestamp()).isEqualTo(clock.now());
        clock.advance(Duration.ofSeconds(15));
        pipeline.turn();
        assertThat(taken).hasSize(2);
        clock.advance(Duration.ofSeconds(100));
        pipeline.turn();
        pipeline.turn();
        assertThat(taken).hasSize(3);
        assertThat(pipeline.missed()).isEqualTo(5);
        clock.advance(Duration.ofSeconds(5));
        pipeline.turn();
        assertThat(taken).as("the rhythm is kept").hasSize(4);
    }

    @Test
    void aStepOfTheWallClockDoesNotChangeTheRhythm() {
        Pipeline pipeline = pipeline(new Taker("history", taken::add));
        pipeline.turn();
        clock.stepWall(Duration.ofHours(-1));
        clock.advance(Duration.ofSeconds(15));
        pipeline.turn();
        assertThat(taken).hasSize(2);
    }

    @Test
    void aConsumerThatFailsCostsOnlyItselfAndIsToldOnce() {
        List<Boolean> fails = new ArrayList<>(List.of(true, true, false));
        Pipeline pipeline = pipeline(
                new Taker("shipping", _ -> {
                    if (fails.removeFirst()) {
                        throw new IOException("disk full");
                    }
                }),
                new Taker("history", taken::add));
        for (int n = 0; n < 3; n++) {
            pipeline.turn();
            clock.advance(Duration.ofSeconds(15));
        }
        assertThat(taken).hasSize(3);
        assertThat(said)
                .containsExactly(
                        "the shipping missed a batch: java.io.IOException: disk full", "the shipping works again");
    }

    private Pipeline pipeline(BatchConsumer... consumers) {
        CollectorSet set = new CollectorSet(
                "recorder", List.of(GuardedGroup.of(new One("one"), Duration.ofSeconds(5), said::add)));
        return new Pipeline(List.of(set), List.of(consumers), clock, Duration.ofSeconds(15), said::add);
    }
}
