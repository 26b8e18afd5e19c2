// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Family.Sample;
import peaceofmind.metrics.collect.Collector;
import peaceofmind.shipping.http.ProblemLabel;

/** Metrics about metric shipping, per destination. */
public final class ShipMetricsCollector implements Collector {

    private final List<RemoteWriteSender> senders;

    ShipMetricsCollector(List<RemoteWriteSender> senders) {
        this.senders = List.copyOf(senders);
    }

    @Override
    public String name() {
        return "ship_metrics";
    }

    @Override
    public Collected collect() {
        List<Family> families = new ArrayList<>();
        families.add(perSender(
                "peace_ship_series",
                Family.Type.GAUGE,
                "Series that are shipped, including those of scraped targets.",
                sender -> sender.counters().series.get()));
        families.add(perSender(
                "peace_ship_samples_sent_total",
                Family.Type.COUNTER,
                "Samples that the receiver accepted.",
                sender -> sender.counters().sent.get()));
        families.add(perSender(
                "peace_ship_bytes_sent_total",
                Family.Type.COUNTER,
                "Bytes of request bodies, including retries.",
                sender -> sender.counters().bytes.get()));
        families.add(perSender(
                "peace_ship_requests_total",
                Family.Type.COUNTER,
                "Requests, including failed ones.",
                sender -> sender.counters().requests.get()));
        families.add(perSender(
                "peace_ship_failures_total",
                Family.Type.COUNTER,
                "Attempts to send that failed and are retried.",
                sender -> sender.counters().failures.get()));
        families.add(perSender(
                "peace_ship_pending_samples",
                Family.Type.GAUGE,
                "Samples that have not been delivered yet.",
                sender -> sender.backlog().sampleCount()));
        families.add(perSender(
                "peace_ship_spool_bytes",
                Family.Type.GAUGE,
                "Size of the spool on disk.",
                sender -> sender.backlog().spoolBytes()));
        families.add(perSender(
                "peace_ship_excluded_series",
                Family.Type.GAUGE,
                "Series that are not sent for a while, because the receiver rejected them.",
                sender -> sender.quarantine().excludedSeries()));
        families.add(perSender(
                "peace_ship_quarantine_bytes",
                Family.Type.GAUGE,
                "Size of the rejected samples on disk.",
                sender -> sender.quarantine().bytes()));
        families.add(dropped());
        families.add(lastSuccess());
        families.add(up());
        families.add(problemInfo());
        families.add(problemSince());
        return Collected.of(families);
    }

    private Family perSender(String name, Family.Type type, String help, ToDoubleFunction<RemoteWriteSender> value) {
        return new Family(
                name,
                type,
                help,
                senders.stream()
                        .map(sender -> new Sample(labels(sender), value.applyAsDouble(sender)))
                        .toList());
    }

    private Family dropped() {
        List<Sample> samples = new ArrayList<>();
        for (RemoteWriteSender sender : senders) {
            sender.counters()
                    .dropped()
                    .forEach((reason, count) -> samples.add(new Sample(
                            Sample.labels("destination", sender.name(), "reason", reason), count.doubleValue())));
        }
        return new Family("peace_ship_dropped_total", Family.Type.COUNTER, "Samples that were dropped.", samples);
    }

    private Family lastSuccess() {
        List<Sample> samples = new ArrayList<>();
        for (RemoteWriteSender sender : senders) {
            sender.counters()
                    .lastSuccess()
                    .ifPresent(at -> samples.add(new Sample(labels(sender), at.toEpochMilli() / 1000.0)));
        }
        return new Family(
                "peace_ship_last_success_timestamp_seconds",
                Family.Type.GAUGE,
                "When the receiver last accepted samples, in seconds since 1970.",
                samples);
    }

    private Family up() {
        List<Sample> samples = new ArrayList<>();
        for (RemoteWriteSender sender : senders) {
            sender.counters().up().ifPresent(up -> samples.add(new Sample(labels(sender), up ? 1 : 0)));
        }
        return new Family("peace_ship_up", Family.Type.GAUGE, "Whether the last attempt to send succeeded.", samples);
    }

    private Family problemInfo() {
        List<Sample> samples = new ArrayList<>();
        for (RemoteWriteSender sender : senders) {
            sender.problem()
                    .ifPresent(reason -> samples.add(new Sample(
                            Sample.labels("destination", sender.name(), "problem", ProblemLabel.of(reason)), 1)));
        }
        return new Family("peace_ship_problem_info", Family.Type.GAUGE, "Why sending currently fails.", samples);
    }

    private Family problemSince() {
        List<Sample> samples = new ArrayList<>();
        for (RemoteWriteSender sender : senders) {
            sender.problemSince()
                    .ifPresent(since -> samples.add(new Sample(labels(sender), since.toEpochMilli() / 1000.0)));
        }
        return new Family(
                "peace_ship_problem_since_timestamp_seconds",
                Family.Type.GAUGE,
                "When sending started to fail, in seconds since 1970.",
                samples);
    }

    private static Map<String, String> labels(RemoteWriteSender sender) {
        return Map.of("destination", sender.name());
    }
}
