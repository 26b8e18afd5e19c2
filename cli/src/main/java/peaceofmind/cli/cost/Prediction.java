// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.cost;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import peaceofmind.cli.terminal.HumanFormat;
import peaceofmind.contract.client.MetricsPage;
import peaceofmind.shipping.metrics.DestinationConfig;

/**
 * The predicted cost of one destination.
 *
 * @param seriesCount number of series shipped
 * @param scrapedSeries how many of them the agent scrapes from other programs
 * @param samplesPerMinute not counting those that are sent early because of a change
 * @param bytesPerMonth of requests, including headers and connection overhead
 * @param measured whether bytes per sample were measured; otherwise those of a typical device
 */
record Prediction(int seriesCount, int scrapedSeries, double samplesPerMinute, double bytesPerMonth, boolean measured) {

    /** Grafana Cloud's free tier: active series, and one sample a minute for each of them. */
    private static final int FREE_SERIES = 10_000;

    /** Of a typical device, as {@code ./bench ship} measures it. */
    private static final double TYPICAL_BYTES_PER_SAMPLE = 16;

    /** Headers, and the overhead of TCP and a resumed TLS connection. */
    private static final double BYTES_PER_REQUEST = 1_500;

    private static final double MINUTES_PER_MONTH = 30.44 * 24 * 60;

    /** @param hasScrapeTargets whether other programs are scraped */
    static Prediction of(MetricsPage exposed, DestinationConfig destination, boolean hasScrapeTargets) {
        int ownSeries = exposed.seriesByName().entrySet().stream()
                .filter(entry -> destination.allows(entry.getKey()))
                .mapToInt(Map.Entry::getValue)
                .sum();
        // The agent does not expose the series that it scrapes, only how many series it ships.
        int scrapedSeries = hasScrapeTargets
                ? Math.max(
                        0,
                        value(exposed, "peace_ship_series", destination)
                                        .orElse(0.0)
                                        .intValue()
                                - ownSeries)
                : 0;
        int series = ownSeries + scrapedSeries;
        double samplesPerMinute = series * perMinute(destination.interval());
        Optional<Double> bytes = value(exposed, "peace_ship_bytes_sent_total", destination);
        Optional<Double> samples = value(exposed, "peace_ship_samples_sent_total", destination);
        boolean measured = bytes.isPresent() && samples.orElse(0.0) >= 10.0 * series && series > 0;
        double bytesPerSample = measured ? bytes.get() / samples.get() : TYPICAL_BYTES_PER_SAMPLE;
        double requestsPerMinute = Math.min(perMinute(destination.sendEvery()), perMinute(destination.interval()));
        return new Prediction(
                series,
                scrapedSeries,
                samplesPerMinute,
                MINUTES_PER_MONTH * (samplesPerMinute * bytesPerSample + requestsPerMinute * BYTES_PER_REQUEST),
                measured);
    }

    private static Optional<Double> value(MetricsPage exposed, String name, DestinationConfig destination) {
        return exposed.value(name + "{destination=\"" + destination.name() + "\"}");
    }

    private static double perMinute(Duration interval) {
        return 60_000.0 / interval.toMillis();
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(Locale.ROOT, "  series            %,d of %,d free", seriesCount, FREE_SERIES)
                + (seriesCount > 0
                        ? String.format(Locale.ROOT, ": enough for %,d devices like this", FREE_SERIES / seriesCount)
                        : ""));
        if (scrapedSeries > 0) {
            lines.add(String.format(
                    Locale.ROOT, "                    %,d of them from other programs (scrape)", scrapedSeries));
        }
        lines.add(String.format(Locale.ROOT, "  samples/minute    %,.0f of %,d free", samplesPerMinute, FREE_SERIES));
        lines.add("  data/month        about " + HumanFormat.bytes((long) bytesPerMonth)
                + (measured ? ", measured on what was sent so far" : ", estimated: not enough was sent to measure"));
        if (seriesCount > FREE_SERIES || samplesPerMinute > FREE_SERIES) {
            lines.add("  This is more than the free tier allows: ship fewer metrics (allow) or ship them");
            lines.add("  less often (interval).");
        } else if (samplesPerMinute > seriesCount) {
            lines.add("  Each series is sent more than once a minute, which can count as several: with");
            lines.add("  interval: 1min it counts once.");
        }
        return lines;
    }
}
