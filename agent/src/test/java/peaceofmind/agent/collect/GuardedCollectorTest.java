package peaceofmind.agent.collect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import peaceofmind.agent.collect.GuardedCollector.Result;
import peaceofmind.foundation.metric.Family;

class GuardedCollectorTest {

    private static final Duration LIMIT = Duration.ofMillis(200);

    private final List<String> said = new ArrayList<>();

    private record Source(Answer answer) implements Collector {
        interface Answer {
            Collected give() throws Exception;
        }

        @Override
        public String name() {
            return "source";
        }

        @Override
        public Collected collect() throws Exception {
            return answer.give();
        }
    }

    @Test
    void aSourceThatHangsCostsTheLimitAndIsNotAskedTwice() throws Exception {
        CountDownLatch hanging = new CountDownLatch(1);
        AtomicInteger runs = new AtomicInteger();
        GuardedCollector collector = guarded(() -> {
            runs.incrementAndGet();
            hanging.await();
            return Collector.Collected.of(List.of());
        });
        assertThat(run(collector).success()).isFalse();
        assertThat(run(collector).success()).isFalse();
        assertThat(runs).hasValue(1);
        hanging.countDown();
        org.awaitility.Awaitility.await().until(() -> run(collector).success());
    }

    @Test
    void theFirstRunOfAColdProcessMayTakeLonger() {
        GuardedCollector collector = guarded(() -> {
            Thread.sleep(LIMIT.multipliedBy(2));
            return Collector.Collected.of(List.of());
        });
        assertThat(run(collector).success()).isTrue();
        assertThat(run(collector).success()).isFalse();
        assertThat(said).containsExactly("cannot collect source: no answer within 200 ms");
    }

    @Test
    void aProblemIsToldWhenItBeginsAndWhenItEnds() {
        List<Boolean> fails = new ArrayList<>(List.of(true, true, false, false));
        GuardedCollector collector = guarded(() -> {
            if (fails.removeFirst()) {
                throw new IOException("gone");
            }
            return Collector.Collected.of(List.of());
        });
        for (int n = 0; n < 4; n++) {
            run(collector);
        }
        assertThat(said).containsExactly("cannot collect source: gone", "source can be collected again");
    }

    @Test
    void whatCouldBeReadIsGivenTogetherWithWhatCouldNot() {
        Result result = run(guarded(
                () -> new Collector.Collected(List.of(Family.gauge("up", "help", 0)), Optional.of("it is a link"))));
        assertThat(result.success()).isFalse();
        assertThat(result.families()).hasSize(1);
        assertThat(said).containsExactly("cannot collect source: it is a link");
    }

    private GuardedCollector guarded(Source.Answer answer) {
        return new GuardedCollector(new Source(answer), LIMIT, said::add);
    }

    private static Result run(GuardedCollector collector) {
        collector.begin();
        return collector.await();
    }
}
