package peaceofmind.metrics.collect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import peaceofmind.metrics.Family;

class CollectorSetTest {

    private static final Duration TIMEOUT = Duration.ofMillis(200);

    private final List<String> warnings = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch released = new CountDownLatch(1);

    private record FakeSource(String name, Collection collection) implements Collector {
        interface Collection {
            Collected collect() throws Exception;
        }

        @Override
        public Collected collect() throws Exception {
            return collection.collect();
        }
    }

    @Test
    void aHangingCollectorIsNotRunTwice() {
        AtomicInteger runs = new AtomicInteger();
        CollectorSet set = collectorSet(guardedGroup(new FakeSource("source", () -> {
            runs.incrementAndGet();
            return hang();
        })));
        assertThat(success(set)).containsExactly(Map.entry("source", false));
        assertThat(success(set)).containsExactly(Map.entry("source", false));
        assertThat(runs).hasValue(1);
        released.countDown();
        Awaitility.await().until(() -> success(set).get("source"));
        assertThat(warnings)
                .containsExactly("cannot collect source: no response within 1000 ms", "collecting source works again");
    }

    @Test
    void aHangingGroupDoesNotAffectOtherGroups() {
        CollectorSet set = collectorSet(
                guardedGroup(new FakeSource("first", this::hang)),
                guardedGroup(workingSource("second")),
                guardedGroup(new FakeSource("third", this::hang)),
                guardedGroup(workingSource("fourth")));
        for (int n = 0; n < 3; n++) {
            assertThat(success(set)).isEqualTo(Map.of("first", false, "second", true, "third", false, "fourth", true));
        }
        released.countDown();
    }

    @Test
    void aHangingCollectorBlocksOnlyThoseAfterItInItsGroup() {
        CollectorSet set = collectorSet(new GuardedGroup(
                List.of(workingSource("before"), new FakeSource("hangs", this::hang), workingSource("behind")),
                TIMEOUT,
                warnings::add));
        assertThat(success(set)).isEqualTo(Map.of("before", true, "hangs", false, "behind", false));
        released.countDown();
        Awaitility.await().until(() -> !success(set).containsValue(false));
    }

    @Test
    void aFailingCollectorAffectsOnlyItself() {
        CollectorSet set = collectorSet(new GuardedGroup(
                List.of(
                        new FakeSource("fails", () -> {
                            throw new IllegalStateException("no number");
                        }),
                        workingSource("behind")),
                TIMEOUT,
                warnings::add));
        assertThat(success(set)).isEqualTo(Map.of("fails", false, "behind", true));
    }

    @Test
    void theFirstRunCanTakeLonger() {
        CollectorSet set = collectorSet(guardedGroup(new FakeSource("source", () -> {
            Thread.sleep(TIMEOUT.multipliedBy(2));
            return Collector.Collected.of(List.of());
        })));
        assertThat(success(set)).containsEntry("source", true);
        assertThat(success(set)).containsEntry("source", false);
        assertThat(warnings).containsExactly("cannot collect source: no response within 200 ms");
    }

    @Test
    void aProblemIsLoggedWhenItStartsAndWhenItEnds() {
        List<Boolean> fails = new ArrayList<>(List.of(true, true, false, false));
        CollectorSet set = collectorSet(guardedGroup(new FakeSource("source", () -> {
            if (fails.removeFirst()) {
                throw new IOException("gone");
            }
            return Collector.Collected.of(List.of());
        })));
        for (int n = 0; n < 4; n++) {
            success(set);
        }
        assertThat(warnings).containsExactly("cannot collect source: gone", "collecting source works again");
    }

    @Test
    void aPartialResultIsReturnedTogetherWithItsProblem() {
        CollectorSet set = collectorSet(guardedGroup(new FakeSource(
                "source",
                () -> new Collector.Collected(List.of(Family.gauge("up", "help", 0)), Optional.of("it is a link")))));
        assertThat(set.collect()).extracting(Family::name).contains("up");
        assertThat(success(set)).containsEntry("source", false);
        assertThat(warnings).containsExactly("cannot collect source: it is a link");
    }

    private CollectorSet collectorSet(GuardedGroup... groups) {
        return new CollectorSet("test", List.of(groups));
    }

    private GuardedGroup guardedGroup(Collector collector) {
        return GuardedGroup.of(collector, TIMEOUT, warnings::add);
    }

    private static FakeSource workingSource(String name) {
        return new FakeSource(name, () -> Collector.Collected.of(List.of()));
    }

    private Collector.Collected hang() throws InterruptedException {
        released.await();
        return Collector.Collected.of(List.of());
    }

    /** By the collectors' names. */
    private static Map<String, Boolean> success(CollectorSet set) {
        return set.collect().stream()
                .filter(family -> family.name().equals("test_collector_success"))
                .flatMap(family -> family.samples().stream())
                .collect(Collectors.toMap(
                        sample -> sample.labels().getOrDefault("collector", ""), sample -> sample.value() == 1));
    }
}
