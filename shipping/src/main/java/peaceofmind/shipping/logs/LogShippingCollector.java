package peaceofmind.shipping.logs;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import peaceofmind.metrics.collect.Collector;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Family.Sample;

/** How the shipping of logs fares. */
public record LogShippingCollector(LogShipper shipper) implements Collector {

    @Override
    public String name() {
        return "ship_logs";
    }

    @Override
    public Collected collect() {
        return Collected.of(List.of(
                counter("peace_ship_log_lines_sent_total", "Lines that the receiver has.", LogTally::sent),
                counter("peace_ship_log_bytes_sent_total", "Bodies of requests, in bytes.", LogTally::bytes),
                counter("peace_ship_log_requests_total", "Requests.", LogTally::requests),
                counter("peace_ship_log_lines_cut_total", "Lines sent without their end.", LogTally::cut),
                dropped(),
                each(
                        "peace_ship_log_lag_seconds",
                        "Age of the oldest line that waits; 0 when none does.",
                        tally -> Optional.of(tally.lagNanos() / 1e9)),
                each(
                        "peace_ship_log_up",
                        "Whether the last request was taken.",
                        tally -> Optional.of(tally.problem().isEmpty() ? 1.0 : 0.0)),
                each(
                        "peace_ship_log_last_success_timestamp_seconds",
                        "When the receiver last took something, seconds since 1970.",
                        tally -> tally.lastSuccessMillis().map(millis -> millis / 1000.0)),
                problems(),
                problemsSince()));
    }

    private Family counter(String name, String help, Function<LogTally, Long> value) {
        List<Sample> samples = new ArrayList<>();
        shipper.lanes()
                .forEach(lane -> samples.add(
                        new Sample(Map.of("destination", lane.name()), (double) value.apply(lane.tally()))));
        return new Family(name, Family.Type.COUNTER, help, samples);
    }

    private Family each(String name, String help, Function<LogTally, Optional<Double>> value) {
        List<Sample> samples = new ArrayList<>();
        shipper.lanes()
                .forEach(lane -> value.apply(lane.tally())
                        .ifPresent(number -> samples.add(new Sample(Map.of("destination", lane.name()), number))));
        return new Family(name, Family.Type.GAUGE, help, samples);
    }

    private Family dropped() {
        List<Sample> samples = new ArrayList<>();
        for (LogLane lane : shipper.lanes()) {
            LogTally tally = lane.tally();
            LogTally.Dropped lost = tally.dropped();
            Map.of(
                            "too_old", lost.tooOld(),
                            "rejected", lost.rejected(),
                            "too_large", lost.tooLarge(),
                            "unread", lost.unread())
                    .forEach((reason, count) -> samples.add(
                            new Sample(Sample.labels("destination", lane.name(), "reason", reason), (double) count)));
        }
        return new Family(
                "peace_ship_log_lines_dropped_total",
                Family.Type.COUNTER,
                "Lines lost: too old, too large, refused by the receiver, or gone before they were read.",
                samples);
    }

    private Family problems() {
        List<Sample> samples = new ArrayList<>();
        for (LogLane lane : shipper.lanes()) {
            lane.tally()
                    .problem()
                    .ifPresent(words ->
                            samples.add(new Sample(Sample.labels("destination", lane.name(), "problem", words), 1)));
        }
        return new Family(
                "peace_ship_log_problem_info",
                Family.Type.GAUGE,
                "Why nothing gets through at present, in words.",
                samples);
    }

    private Family problemsSince() {
        List<Sample> samples = new ArrayList<>();
        for (LogLane lane : shipper.lanes()) {
            lane.problemSince()
                    .ifPresent(since ->
                            samples.add(new Sample(Map.of("destination", lane.name()), since.toEpochMilli() / 1000.0)));
        }
        return new Family(
                "peace_ship_log_problem_since_timestamp_seconds",
                Family.Type.GAUGE,
                "Since when nothing gets through, seconds since 1970.",
                samples);
    }
}
