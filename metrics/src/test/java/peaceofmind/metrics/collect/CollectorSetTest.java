// SPDX-License-Identifier: Apache-2.0
package peaceofmind.metrics.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.testkit.Eventually.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import peaceofmind.metrics.Family;
import peaceofmind.testkit.Eventually;

class CollectorSetTest {

    /** Ends only waits for what hangs until it is released. */
    private static final Duration SHORT = Duration.ofMillis(200);

    /** For what works, however busy the machine is. */
    private static final Duration PLENTY = Eventually.STATE_TIMEOUT;

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
        await().until(() -> success(set).get("source"));
        assertThat(warnings)
                .containsExactly("cannot collect source: no response within 1000 ms", "collecting source works again");
    }

    @Test
    void aHangingGroupDoesNotAffectOtherGroups() {
        CollectorSet set = collectorSet(
                guardedGroup(new FakeSource("first", this::hang)),
                GuardedGroup.of(workingSource("second"), PLENTY, warnings::add),
                guardedGroup(new FakeSource("third", this::hang)),
                GuardedGroup.of(workingSource("fourth"), PLENTY, warnings::add));
        for (int n = 0; n < 3; n++) {
            assertThat(success(set)).isEqualTo(Map.of("first", false, "second", true, "third", false, "fourth", true));
        }
        released.countDown();
    }

    @Test
    void aHangingCollectorBlocksOnlyThoseAfterItInItsGroup() {
        List<CollectorSet> sets = new ArrayList<>();
        // A set for each attempt: on a busy machine even the first collector may be late.
        await().until(() -> {
            sets.add(collectorSet(new GuardedGroup(
                    List.of(workingSource("before"), new FakeSource("hangs", this::hang), workingSource("behind")),
                    SHORT,
                    warnings::add)));
            return success(sets.getLast()).equals(Map.of("before", true, "hangs", false, "behind", false));
        });
        released.countDown();
        await().until(() -> !success(sets.getLast()).containsValue(false));
    }

    @Test
    void aFailingCollectorAffectsOnlyItself() {
        CollectorSet set = collectorSet(new GuardedGroup(
                List.of(
                        new FakeSource("fails", () -> {
                            throw new IllegalStateException("no number");
                        }),
                        workingSource("behind")),
                PLENTY,
                warnings::add));
        assertThat(success(set)).isEqualTo(Map.of("fails", false, "behind", true));
    }

    @Test
    void onlyTheFirstRunCanTakeLonger() {
        CollectorSet first = collectorSet(guardedGroup(new FakeSource("source", this::hang)));
        assertThat(success(first)).containsEntry("source", false);
        assertThat(warnings).containsExactly("cannot collect source: no response within 1000 ms");

        AtomicBoolean hangs = new AtomicBoolean();
        CollectorSet later = collectorSet(
                guardedGroup(new FakeSource("source", () -> hangs.get() ? hang() : Collector.Collected.of(List.of()))));
        await().until(() -> success(later).get("source"));
        hangs.set(true);
        assertThat(success(later)).containsEntry("source", false);
        assertThat(warnings).last().isEqualTo("cannot collect source: no response within 200 ms");
        released.countDown();
    }

    @Test
    void aProblemIsLoggedWhenItStartsAndWhenItEnds() {
        List<Boolean> fails = new ArrayList<>(List.of(true, true, false, false));
        FakeSource source = new FakeSource("source", () -> {
            if (fails.removeFirst()) {
                throw new IOException("gone");
            }
            return Collector.Collected.of(List.of());
        });
        CollectorSet set = collectorSet(GuardedGroup.of(source, PLENTY, warnings::add));
        for (int n = 0; n < 4; n++) {
            success(set);
        }
        assertThat(warnings).containsExactly("cannot collect source: gone", "collecting source works again");
    }

    @Test
    void aPartialResultIsReturnedTogetherWithItsProblem() {
        FakeSource source = new FakeSource(
                "source",
                () -> new Collector.Collected(List.of(Family.gauge("up", "help", 0)), Optional.of("it is a link")));
        CollectorSet set = collectorSet(GuardedGroup.of(source, PLENTY, warnings::add));
        assertThat(set.collect()).extracting(Family::name).contains("up");
        assertThat(success(set)).containsEntry("source", false);
        assertThat(warnings).containsExactly("cannot collect source: it is a link");
    }

    private CollectorSet collectorSet(GuardedGroup... groups) {
        return new CollectorSet("test", List.of(groups));
    }

    private GuardedGroup guardedGroup(Collector collector) {
        return GuardedGroup.of(collector, SHORT, warnings::add);
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
