// SPDX-License-Identifier: Apache-2.0
package peaceofmind.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import peaceofmind.metrics.Batch;
import peaceofmind.metrics.BatchConsumer;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.collect.Collector;
import peaceofmind.metrics.collect.CollectorSet;
import peaceofmind.metrics.collect.GuardedGroup;
import peaceofmind.testkit.FakeClock;

final class PipelineTest {

    private final FakeClock clock = new FakeClock();
    private final List<String> warnings = new ArrayList<>();
    private final List<Batch> batches = new ArrayList<>();

    private record UpCollector(String name) implements Collector {
        @Override
        public Collected collect() {
            return Collected.of(List.of(Family.gauge("up", "help", 1)));
        }
    }

    private record FakeConsumer(String name, BatchHandler handler) implements BatchConsumer {
        interface BatchHandler {
            void handle(Batch batch) throws Exception;
        }

        @Override
        public void accept(Batch batch) throws Exception {
            handler.handle(batch);
        }
    }

    @Test
    void itCollectsAtItsIntervalAndDoesNotMakeUpForMissedTicks() {
        Pipeline pipeline = pipeline(new FakeConsumer("history", batches::add));
        pipeline.tick();
        pipeline.tick();
        assertThat(batches).hasSize(1);
        assertThat(batches.getFirst().timestamp()).isEqualTo(clock.now());
        clock.advance(Duration.ofSeconds(15));
        pipeline.tick();
        assertThat(batches).hasSize(2);
        clock.advance(Duration.ofSeconds(100));
        pipeline.tick();
        pipeline.tick();
        assertThat(batches).hasSize(3);
        assertThat(pipeline.missedTicks()).isEqualTo(5);
        clock.advance(Duration.ofSeconds(5));
        pipeline.tick();
        assertThat(batches).as("the schedule is unchanged").hasSize(4);
    }

    @Test
    void aStepOfTheWallClockDoesNotChangeTheInterval() {
        Pipeline pipeline = pipeline(new FakeConsumer("history", batches::add));
        pipeline.tick();
        clock.stepWall(Duration.ofHours(-1));
        clock.advance(Duration.ofSeconds(15));
        pipeline.tick();
        assertThat(batches).hasSize(2);
    }

    @Test
    void aFailingConsumerAffectsOnlyItselfAndIsReportedOnce() {
        List<Boolean> fails = new ArrayList<>(List.of(true, true, false));
        Pipeline pipeline = pipeline(
                new FakeConsumer("shipping", _ -> {
                    if (fails.removeFirst()) {
                        throw new IOException("disk full");
                    }
                }),
                new FakeConsumer("history", batches::add));
        for (int n = 0; n < 3; n++) {
            pipeline.tick();
            clock.advance(Duration.ofSeconds(15));
        }
        assertThat(batches).hasSize(3);
        assertThat(warnings)
                .containsExactly("shipping: cannot process a batch: disk full", "shipping: processing batches again");
    }

    private Pipeline pipeline(BatchConsumer... consumers) {
        CollectorSet set = new CollectorSet(
                "recorder", List.of(GuardedGroup.of(new UpCollector("one"), Duration.ofSeconds(5), warnings::add)));
        return new Pipeline(List.of(set), List.of(consumers), clock, Duration.ofSeconds(15), warnings::add);
    }
}
