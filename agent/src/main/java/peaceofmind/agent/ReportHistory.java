// SPDX-License-Identifier: Apache-2.0
package peaceofmind.agent;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import peaceofmind.contract.report.SeriesHistory;
import peaceofmind.dashboard.history.MetricHistory;
import peaceofmind.metrics.Series;

/** The history of the charts, for reports; the series of scraped targets, which have a job, are not the device's. */
record ReportHistory(Optional<MetricHistory> history) implements SeriesHistory {

    private static final Duration STEP = Duration.ofMinutes(15);

    @Override
    public List<List<HistoryValue>> values(String metric, Instant from, Instant to) throws IOException {
        List<List<HistoryValue>> all = new ArrayList<>();
        if (history.isEmpty()) {
            return all;
        }
        int points = (int) Math.max(1, Duration.between(from, to).dividedBy(STEP));
        for (Series series : history.get().series()) {
            if (series.name().equals(metric) && !series.labels().containsKey("job")) {
                List<HistoryValue> values = history.get().query(series, from, to.minusMillis(1), points).stream()
                        .map(point -> new HistoryValue(point.at(), point.min(), point.avg(), point.max()))
                        .toList();
                if (!values.isEmpty()) {
                    all.add(values);
                }
            }
        }
        return all;
    }
}
