// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import peaceofmind.metrics.Batch;
import peaceofmind.metrics.BatchConsumer;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Family.Sample;

/** Holds the last two batches, for current values and the rates of counters. */
public final class LatestBatch implements BatchConsumer {

    private volatile List<Batch> lastTwo = List.of();

    public LatestBatch() {}

    @Override
    public String name() {
        return "dashboard";
    }

    @Override
    public void accept(Batch batch) {
        List<Batch> batches = lastTwo;
        lastTwo = batches.isEmpty() ? List.of(batch) : List.of(batches.getLast(), batch);
    }

    /** An immutable view of the latest values. */
    View view() {
        List<Batch> batches = lastTwo;
        return new View(batches);
    }

    /** The values of the latest batches. */
    record View(List<Batch> batches) {

        /** The value of the first sample with that name; empty when there is none. */
        OptionalDouble value(String name) {
            return value(name, _ -> true);
        }

        OptionalDouble value(String name, String label, String labelValue) {
            return value(name, labels -> labelValue.equals(labels.get(label)));
        }

        OptionalDouble value(String name, Predicate<Map<String, String>> labelFilter) {
            return samples(name).stream()
                    .filter(sample -> labelFilter.test(sample.labels()))
                    .mapToDouble(Sample::value)
                    .findFirst();
        }

        List<Sample> samples(String name) {
            return batches.isEmpty() ? List.of() : samples(batches.getLast(), name);
        }

        /** Every family whose name starts with the prefix. */
        List<Family> families(String prefix) {
            return batches.isEmpty()
                    ? List.of()
                    : batches.getLast().families().stream()
                            .filter(family -> family.name().startsWith(prefix))
                            .toList();
        }

        /** The rate of a counter per second between the two batches, summed over its samples; empty when it is unknown. */
        OptionalDouble rate(String name, Predicate<Map<String, String>> labelFilter) {
            if (batches.size() < 2) {
                return OptionalDouble.empty();
            }
            double seconds = java.time.Duration.between(
                                    batches.getFirst().timestamp(),
                                    batches.getLast().timestamp())
                            .toMillis()
                    / 1000.0;
            List<Sample> now = samples(batches.getLast(), name);
            List<Sample> before = samples(batches.getFirst(), name);
            if (now.isEmpty() || seconds <= 0) {
                return OptionalDouble.empty();
            }
            double increase = sum(now, labelFilter) - sum(before, labelFilter);
            return increase < 0 ? OptionalDouble.empty() : OptionalDouble.of(increase / seconds);
        }

        private static double sum(List<Sample> samples, Predicate<Map<String, String>> labelFilter) {
            return samples.stream()
                    .filter(sample -> labelFilter.test(sample.labels()))
                    .mapToDouble(Sample::value)
                    .sum();
        }

        private static List<Sample> samples(Batch batch, String name) {
            List<Sample> found = new ArrayList<>();
            for (Family family : batch.families()) {
                if (family.name().equals(name)) {
                    found.addAll(family.samples());
                }
            }
            return found;
        }
    }
}
