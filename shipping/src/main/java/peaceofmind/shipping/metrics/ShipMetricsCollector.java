package peaceofmind.shipping.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import peaceofmind.metrics.collect.Collector;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Family.Sample;

/** What the shipping of metrics says about itself, per destination. */
public final class ShipMetricsCollector implements Collector {

    private final List<Courier> couriers;

    ShipMetricsCollector(List<Courier> couriers) {
        this.couriers = List.copyOf(couriers);
    }

    @Override
    public String name() {
        return "ship_metrics";
    }

    @Override
    public Collected collect() {
        List<Family> families = new ArrayList<>();
        families.add(each(
                "peace_ship_series",
                Family.Type.GAUGE,
                "Series that go there, those of scraped targets among them.",
                courier -> courier.counters().series.get()));
        families.add(each(
                "peace_ship_samples_sent_total",
                Family.Type.COUNTER,
                "Samples that the receiver took.",
                courier -> courier.counters().sent.get()));
        families.add(each(
                "peace_ship_bytes_sent_total",
                Family.Type.COUNTER,
                "Bytes of the requests' bodies, repeated ones too.",
                courier -> courier.counters().bytes.get()));
        families.add(each(
                "peace_ship_requests_total",
                Family.Type.COUNTER,
                "Requests, failed ones too.",
                courier -> courier.counters().requests.get()));
        families.add(each(
                "peace_ship_failures_total",
                Family.Type.COUNTER,
                "Attempts after which the samples had to wait.",
                courier -> courier.counters().failures.get()));
        families.add(each(
                "peace_ship_pending_samples",
                Family.Type.GAUGE,
                "Samples that have not arrived yet.",
                courier -> courier.backlog().points()));
        families.add(each(
                "peace_ship_spool_bytes",
                Family.Type.GAUGE,
                "What waits on the disk.",
                courier -> courier.backlog().spoolBytes()));
        families.add(dropped());
        families.add(lastSuccess());
        families.add(up());
        families.add(problems());
        families.add(problemsSince());
        return Collected.of(families);
    }

    private Family each(String name, Family.Type type, String help, ToDoubleFunction<Courier> value) {
        return new Family(
                name,
                type,
                help,
                couriers.stream()
                        .map(courier -> new Sample(labels(courier), value.applyAsDouble(courier)))
                        .toList());
    }

    private Family dropped() {
        List<Sample> samples = new ArrayList<>();
        for (Courier courier : couriers) {
            courier.counters()
                    .dropped()
                    .forEach((reason, points) -> samples.add(new Sample(
                            Sample.labels("destination", courier.name(), "reason", reason), points.doubleValue())));
        }
        return new Family("peace_ship_dropped_total", Family.Type.COUNTER, "Samples that were given up.", samples);
    }

    private Family lastSuccess() {
        List<Sample> samples = new ArrayList<>();
        for (Courier courier : couriers) {
            courier.counters()
                    .lastSuccess()
                    .ifPresent(at -> samples.add(new Sample(labels(courier), at.toEpochMilli() / 1000.0)));
        }
        return new Family(
                "peace_ship_last_success_timestamp_seconds",
                Family.Type.GAUGE,
                "When the receiver last took samples, seconds since 1970.",
                samples);
    }

    private Family up() {
        List<Sample> samples = new ArrayList<>();
        for (Courier courier : couriers) {
            courier.counters().up().ifPresent(up -> samples.add(new Sample(labels(courier), up ? 1 : 0)));
        }
        return new Family("peace_ship_up", Family.Type.GAUGE, "Whether the last attempt to send went well.", samples);
    }

    private Family problems() {
        List<Sample> samples = new ArrayList<>();
        for (Courier courier : couriers) {
            courier.problem()
                    .ifPresent(words ->
                            samples.add(new Sample(Sample.labels("destination", courier.name(), "problem", words), 1)));
        }
        return new Family(
                "peace_ship_problem_info",
                Family.Type.GAUGE,
                "Why nothing gets through at present, in words.",
                samples);
    }

    private Family problemsSince() {
        List<Sample> samples = new ArrayList<>();
        for (Courier courier : couriers) {
            courier.problemSince()
                    .ifPresent(since -> samples.add(new Sample(labels(courier), since.toEpochMilli() / 1000.0)));
        }
        return new Family(
                "peace_ship_problem_since_timestamp_seconds",
                Family.Type.GAUGE,
                "Since when nothing gets through, seconds since 1970.",
                samples);
    }

    private static Map<String, String> labels(Courier courier) {
        return Map.of("destination", courier.name());
    }
}
