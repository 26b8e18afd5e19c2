// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.metrics;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.DeviceConfig;
import peaceofmind.foundation.time.Clock;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Series;
import peaceofmind.shipping.metrics.spool.DiskFiles;
import peaceofmind.shipping.metrics.spool.Spool;
import peaceofmind.shipping.metrics.spool.SpoolBlock;
import peaceofmind.shipping.metrics.wire.RemoteWrite;
import peaceofmind.shipping.metrics.wire.SeriesSample;

/** Not a test: measures catch-up and encoding for {@code ./bench ship}. Prints name, unit and value, separated by tabs. */
final class ShipSpeed {

    private static final int SERIES = 150;
    private static final int MINUTES = 24 * 60;
    private static final long SAMPLES = (long) SERIES * MINUTES;
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private ShipSpeed() {}

    /** Argument: a folder to work in. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        fill(folder.resolve("home"));
        catchUp(folder);
        for (RemoteWrite version : RemoteWrite.values()) {
            encode(version);
        }
    }

    private static List<SeriesSample> createRound(int minute) {
        List<SeriesSample> samples = new ArrayList<>();
        long time = System.currentTimeMillis()
                - Duration.ofMinutes(MINUTES - minute).toMillis();
        for (int n = 0; n < SERIES; n++) {
            Series series = Series.of(
                    "node_metric_number_" + n / 8 + "_seconds_total",
                    Map.of(
                            "cpu", "" + n % 8,
                            "instance", "balaruc-les-bains-rob",
                            "customer", "balaruc-les-bains-rob",
                            "location", "gym",
                            "job", "node"));
            samples.add(new SeriesSample(
                    series, Family.Type.COUNTER, time / 60_000 * 60_000, SeriesSample.toBits(n * 1.7 + minute * 0.37)));
        }
        return samples;
    }

    private static void fill(Path folder) throws IOException {
        Spool spool = new Spool(new DiskFiles(folder), 64_000_000, (_, _) -> {}, ShipSpeed::printError);
        long startNanos = System.nanoTime();
        for (int minute = 0; minute < MINUTES; minute++) {
            spool.append(new SpoolBlock(minute + 1, createRound(minute)));
        }
        print("24 h on disk", "MB", spool.bytes() / 1e6);
        print("writing one round durably", "ms", (System.nanoTime() - startNanos) / 1e6 / MINUTES);
    }

    private static void catchUp(Path folder) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        ConfigDocument document = ConfigDocument.parse(
                "bench",
                "ship: {metrics: [{name: home, protocol: 1, url: 'http://127.0.0.1:"
                        + server.getAddress().getPort() + "/'}]}");
        long startNanos = System.nanoTime();
        try (MetricShipper shipper = MetricShipper.start(
                ShipMetricsConfig.read(document),
                DeviceConfig.read(document),
                new ShippingContext(
                        folder, "peace/bench", Clock.system(), ShipSpeed::printError, ShipSpeed::printError))) {
            while (sent(shipper) < SAMPLES) {
                if (System.nanoTime() - startNanos > LIMIT.toNanos()) {
                    throw new IOException("only " + sent(shipper) + " of " + SAMPLES + " samples were sent within "
                            + LIMIT.toSeconds() + " s");
                }
                Clock.system().sleep(Duration.ofMillis(20));
            }
        }
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        server.stop(0);
        print("catch-up of 24 h", "s", seconds);
        print("catch-up, samples a second", "/s", SAMPLES / seconds);
        print("catch-up, times real time", "x", MINUTES * 60 / seconds);
    }

    /** According to the shipper's own counter. */
    private static double sent(MetricShipper shipper) {
        return shipper.collector().collect().families().stream()
                .filter(family -> family.name().equals("peace_ship_samples_sent_total"))
                .flatMap(family -> family.samples().stream())
                .mapToDouble(Family.Sample::value)
                .sum();
    }

    private static void encode(RemoteWrite version) {
        List<SeriesSample> samples = createRound(1);
        int bytes = 0;
        for (int n = 0; n < 3_000; n++) {
            bytes = version.encode(samples).length;
        }
        long startNanos = System.nanoTime();
        for (int n = 0; n < 3_000; n++) {
            bytes = version.encode(samples).length;
        }
        print("encoding a round, " + version, "us", (System.nanoTime() - startNanos) / 1e3 / 3_000);
        print("bytes a sample, " + version, "B", (double) bytes / SERIES);
    }

    private static void printError(String line) {
        System.err.println(line);
    }

    private static void print(String name, String unit, double value) {
        System.out.println(name + "\t" + unit + "\t" + value);
    }
}
