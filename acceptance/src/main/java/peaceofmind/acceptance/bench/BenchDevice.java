// SPDX-License-Identifier: Apache-2.0
package peaceofmind.acceptance.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.config.DeviceConfig;
import peaceofmind.metrics.Batch;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Family.Sample;
import peaceofmind.shipping.metrics.MetricShipper;
import peaceofmind.shipping.metrics.ShipMetricsConfig;
import peaceofmind.shipping.metrics.ShippingContext;

/** A device of which all but shipping is simulated: its series, its clock and its network. Closing it stops it. */
final class BenchDevice implements AutoCloseable {

    /** About as many as the default allow list has on a Raspberry Pi. */
    static final int SERIES = 150;

    /** What {@code peace fleet status} reads. */
    private static final List<Family> FACTS = List.of(
            new Family(
                    "peace_build_info",
                    Family.Type.GAUGE,
                    "Version.",
                    List.of(new Sample(Map.of("version", "0.1.0"), 1))),
            Family.gauge("recorder_up", "Whether the recorder is up.", 1),
            Family.gauge("recorder_disk_free_bytes", "Free space.", 64e9),
            new Family(
                    "node_hwmon_temp_celsius",
                    Family.Type.GAUGE,
                    "Temperature.",
                    List.of(new Sample(Map.of("chip", "cpu", "sensor", "temp1"), 51))));

    /** Names of all its series. */
    static final List<String> FAMILIES = List.of(
            "bench_value", "peace_build_info", "recorder_up", "recorder_disk_free_bytes", "node_hwmon_temp_celsius");

    private static final int YEARS_BEHIND_DAYS = 3 * 365;

    private final String name;
    private final SkewedClock clock;
    private final Optional<FlappingLink> link;
    private final MetricShipper shipper;
    private final SampleLedger ledger;
    private final boolean clockIsSetLater;

    /** 1 for the second device of a name, otherwise 0: of two samples at the same moment a server would store only one. */
    private final int oddMillis;

    private volatile boolean clockIsToBeSet;
    private int rounds;

    private BenchDevice(
            String name,
            SkewedClock clock,
            boolean clockIsSetLater,
            boolean isSecondOfName,
            Optional<FlappingLink> link,
            MetricShipper shipper,
            SampleLedger ledger) {
        this.name = name;
        this.clock = clock;
        this.clockIsSetLater = clockIsSetLater;
        this.oddMillis = isSecondOfName ? 1 : 0;
        this.link = link;
        this.shipper = shipper;
        this.ledger = ledger;
    }

    /**
     * Starts device {@code number}: of each nine, one is years behind, one an hour ahead, and one 90 s behind, which stays so; of each ten,
     * one is behind a link that can be cut.
     *
     * @param isSecondOfName whether another device has its name, which needs a clock that is right from the start
     * @param interval between two collections, each of which is sent at once
     * @param folder for its spool
     */
    static BenchDevice start(
            int number,
            String name,
            boolean isSecondOfName,
            Duration interval,
            int serverPort,
            Path folder,
            SampleLedger ledger)
            throws IOException, ConfigException {
        Duration offset = switch (number % 9) {
            case 0 -> Duration.ofDays(-YEARS_BEHIND_DAYS);
            case 3 -> Duration.ofHours(1);
            case 6 -> Duration.ofSeconds(-90);
            default -> Duration.ZERO;
        };
        Optional<FlappingLink> link = number % 10 == 1 ? Optional.of(new FlappingLink(serverPort)) : Optional.empty();
        ConfigDocument document = ConfigDocument.parse("fleet bench", """
                device: {name: %s, customer: bench, location: loopback}
                ship:
                  metrics:
                    - {name: server, url: 'http://127.0.0.1:%d/api/v1/write', interval: 1s, send_every: %ds, allow: all}
                """.formatted(
                        name, link.map(FlappingLink::port).orElse(serverPort), interval.toSeconds()));
        SkewedClock clock = new SkewedClock(offset);
        MetricShipper shipper = MetricShipper.start(
                ShipMetricsConfig.read(document),
                DeviceConfig.read(document),
                new ShippingContext(folder, "peace/bench", clock, _ -> {}, _ -> {}));
        boolean clockIsSetLater = offset.abs().compareTo(Duration.ofMinutes(10)) > 0;
        return new BenchDevice(name, clock, clockIsSetLater, isSecondOfName, link, shipper, ledger);
    }

    String name() {
        return name;
    }

    /** Collects once; calls must not overlap. */
    void collect() {
        if (clockIsToBeSet) {
            // Here, so that the time of a batch and the clock that shipping reads are of the same side of the step.
            clock.correct();
        }
        rounds++;
        List<Sample> values = new ArrayList<>();
        for (int number = 0; number < SERIES - FACTS.size(); number++) {
            values.add(new Sample(Map.of("number", Integer.toString(number)), value(number)));
        }
        List<Family> families = new ArrayList<>(FACTS);
        families.add(new Family("bench_value", Family.Type.GAUGE, "A value.", values));
        Instant now = Instant.ofEpochMilli(clock.now().toEpochMilli() / 2 * 2 + oddMillis);
        Batch batch = new Batch(now, families);
        ledger.add(name, batch);
        shipper.accept(batch);
    }

    /** A third each: constant, a counter, and one that moves up and down. */
    private long value(int number) {
        return switch (number % 3) {
            case 0 -> number;
            case 1 -> (long) rounds * number;
            default -> Math.floorMod((long) rounds * 7_919 + number * 104_729L, 1_000);
        };
    }

    /** Sets the clock at the next collection, if it is wrong by more than servers accept. */
    void setClock() {
        clockIsToBeSet = clockIsSetLater;
    }

    Optional<FlappingLink> link() {
        return link;
    }

    /** Samples that the server has not acknowledged yet. */
    long pendingSamples() {
        return (long) sum("peace_ship_pending_samples");
    }

    /** Sum of one of shipping's own metrics. */
    double sum(String metric) {
        return shipper.collector().collect().families().stream()
                .filter(family -> family.name().equals(metric))
                .flatMap(family -> family.samples().stream())
                .mapToDouble(Sample::value)
                .sum();
    }

    @Override
    public void close() {
        shipper.close();
        link.ifPresent(FlappingLink::close);
    }
}
