// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.logs;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Family.Sample;
import peaceofmind.metrics.collect.Collector;
import peaceofmind.shipping.http.ProblemLabel;

/** Metrics about log shipping. */
public record LogShippingCollector(LogShipper shipper) implements Collector {

    @Override
    public String name() {
        return "ship_logs";
    }

    @Override
    public Collected collect() {
        return Collected.of(List.of(
                counter("peace_ship_log_lines_sent_total", "Lines that the receiver accepted.", LogStats::sent),
                counter("peace_ship_log_bytes_sent_total", "Bytes of request bodies.", LogStats::bytes),
                counter("peace_ship_log_requests_total", "Requests sent.", LogStats::requests),
                counter("peace_ship_log_lines_cut_total", "Lines that were truncated.", LogStats::truncated),
                dropped(),
                gauge(
                        "peace_ship_log_lag_seconds",
                        "Age of the oldest unsent line; 0 when there is none.",
                        stats -> Optional.of(stats.lagNanos() / 1e9)),
                gauge(
                        "peace_ship_log_up",
                        "Whether the last request succeeded.",
                        stats -> Optional.of(stats.problem().isEmpty() ? 1.0 : 0.0)),
                gauge(
                        "peace_ship_log_last_success_timestamp_seconds",
                        "When the last request succeeded, in seconds since 1970.",
                        stats -> stats.lastSuccessMillis().map(millis -> millis / 1000.0)),
                problemInfo(),
                problemSince()));
    }

    private Family counter(String name, String help, Function<LogStats, Long> value) {
        List<Sample> samples = new ArrayList<>();
        shipper.senders()
                .forEach(sender -> samples.add(
                        new Sample(Map.of("destination", sender.name()), (double) value.apply(sender.stats()))));
        return new Family(name, Family.Type.COUNTER, help, samples);
    }

    private Family gauge(String name, String help, Function<LogStats, Optional<Double>> value) {
        List<Sample> samples = new ArrayList<>();
        shipper.senders()
                .forEach(sender -> value.apply(sender.stats())
                        .ifPresent(number -> samples.add(new Sample(Map.of("destination", sender.name()), number))));
        return new Family(name, Family.Type.GAUGE, help, samples);
    }

    private Family dropped() {
        List<Sample> samples = new ArrayList<>();
        for (LokiSender sender : shipper.senders()) {
            LogStats stats = sender.stats();
            LogStats.Dropped dropped = stats.dropped();
            Map.of(
                            "too_old", dropped.tooOld(),
                            "rejected", dropped.rejected(),
                            "too_large", dropped.tooLarge(),
                            "unread", dropped.unread())
                    .forEach((reason, count) -> samples.add(
                            new Sample(Sample.labels("destination", sender.name(), "reason", reason), (double) count)));
        }
        return new Family(
                "peace_ship_log_lines_dropped_total",
                Family.Type.COUNTER,
                "Lines lost: too old, too large, rejected by the receiver, or gone before they were read.",
                samples);
    }

    private Family problemInfo() {
        List<Sample> samples = new ArrayList<>();
        for (LokiSender sender : shipper.senders()) {
            sender.stats()
                    .problem()
                    .ifPresent(reason -> samples.add(new Sample(
                            Sample.labels("destination", sender.name(), "problem", ProblemLabel.of(reason)), 1)));
        }
        return new Family("peace_ship_log_problem_info", Family.Type.GAUGE, "Why sending currently fails.", samples);
    }

    private Family problemSince() {
        List<Sample> samples = new ArrayList<>();
        for (LokiSender sender : shipper.senders()) {
            sender.problemSince()
                    .ifPresent(since -> samples.add(
                            new Sample(Map.of("destination", sender.name()), since.toEpochMilli() / 1000.0)));
        }
        return new Family(
                "peace_ship_log_problem_since_timestamp_seconds",
                Family.Type.GAUGE,
                "When sending started to fail, in seconds since 1970.",
                samples);
    }
}
