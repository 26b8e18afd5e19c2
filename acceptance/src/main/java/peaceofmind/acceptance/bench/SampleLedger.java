// SPDX-License-Identifier: Apache-2.0
package peaceofmind.acceptance.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import peaceofmind.metrics.Batch;

/**
 * How many samples each device has collected, and the sum of their values, to compare with what the server has. All values are whole
 * numbers, so that sums are exact. Thread-safe.
 */
final class SampleLedger {

    private static final class Total {
        private final LongAdder samples = new LongAdder();
        private final DoubleAdder values = new DoubleAdder();
    }

    private final Map<String, Total> totals = new ConcurrentSkipListMap<>();

    void add(String device, Batch batch) {
        Total total = totals.computeIfAbsent(device, _ -> new Total());
        batch.families().forEach(family -> {
            total.samples.add(family.samples().size());
            family.samples().forEach(sample -> total.values.add(sample.value()));
        });
    }

    List<String> devices() {
        return List.copyOf(totals.keySet());
    }

    long samples() {
        return totals.values().stream().mapToLong(total -> total.samples.sum()).sum();
    }

    /**
     * What differs, a sentence a device; empty when the server has each sample once.
     *
     * @param stored number of samples by device
     * @param sums of their values by device
     */
    List<String> compare(Map<String, Double> stored, Map<String, Double> sums) {
        List<String> differences = new ArrayList<>();
        new TreeMap<>(totals).forEach((device, total) -> {
            double count = stored.getOrDefault(device, 0.0);
            if (count != total.samples.sum()) {
                differences.add("%s: %d samples collected, %.0f stored".formatted(device, total.samples.sum(), count));
            } else if (sums.getOrDefault(device, 0.0) != total.values.sum()) {
                differences.add("%s: the values of its samples add up to %.0f, those stored to %.0f"
                        .formatted(device, total.values.sum(), sums.getOrDefault(device, 0.0)));
            }
        });
        stored.keySet().stream()
                .filter(device -> !totals.containsKey(device))
                .forEach(device -> differences.add(device + ": stored, and no device has that name"));
        return differences;
    }
}
