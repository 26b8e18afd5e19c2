// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import peaceofmind.contract.alert.Selector;
import peaceofmind.metrics.Batch;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Family.Sample;

/**
 * The series of a batch, for selectors. A selector reads the device's own series; those of a scraped target only if it names the target's
 * job. Otherwise a page with {@code peace_watchdog_held 1} would silence the device's alerts.
 */
final class BatchSeries {

    private static final String JOB = "job";

    private final Map<String, Family> own = new HashMap<>();
    private final Batch batch;

    BatchSeries(Batch batch) {
        this.batch = batch;
        batch.families().forEach(family -> own.put(family.name(), family));
    }

    /** The samples that the selector matches. */
    List<Sample> select(Selector selector) {
        List<Sample> selected = new ArrayList<>();
        ownSamples(selector.metric()).stream()
                .filter(sample -> selector.matches(sample.labels()))
                .forEach(selected::add);
        selector.job().ifPresent(job -> addScraped(selector, job, selected));
        return selected;
    }

    private void addScraped(Selector selector, String job, List<Sample> selected) {
        for (Family family : batch.scrapedFrom(job)) {
            if (family.name().equals(selector.metric())) {
                family.samples().stream()
                        .filter(sample -> selector.matches(withJob(sample.labels(), job)))
                        .forEach(selected::add);
            }
        }
    }

    /** With {@code honor_labels} a target chooses its label itself, but not whose it is. */
    private static Map<String, String> withJob(Map<String, String> labels, String job) {
        if (job.equals(labels.get(JOB))) {
            return labels;
        }
        Map<String, String> all = new TreeMap<>(labels);
        all.put(JOB, job);
        return all;
    }

    /** Whether any of the device's own samples with this name is 1. */
    boolean isOne(String metric) {
        return ownSamples(metric).stream().anyMatch(sample -> sample.value() == 1);
    }

    private List<Sample> ownSamples(String metric) {
        return Optional.ofNullable(own.get(metric)).map(Family::samples).orElse(List.of());
    }
}
