package peaceofmind.exporter.node.pi;

import java.util.List;
import java.util.Map;
import peaceofmind.exporter.node.read.Families;
import peaceofmind.exporter.node.read.LabelCache;
import peaceofmind.exporter.node.read.Parser;
import peaceofmind.exporter.node.read.TextScanner;
import peaceofmind.metrics.Family;

/** How well a wireless interface hears its access point: {@code /proc/net/wireless}. A machine without one has no such file. */
public final class Wifi implements Parser {

    /** Drivers of the kernel's cfg80211 give the quality out of 70. */
    private static final double MAX_QUALITY = 70;

    private final LabelCache labels = LabelCache.withLabel("device");

    @Override
    public List<Family> parse(TextScanner text) {
        Families families = new Families();
        while (text.nextLine()) {
            if (text.nextUntil(':') && !text.word().contains("|")) {
                Map<String, String> deviceLabels = labels.get(text.word());
                text.skipWords(1);
                double quality = nextField(text);
                double signal = nextField(text);
                double noise = nextField(text);
                text.skipWords(5);
                double missed = text.nextCount();
                // Without a connection the driver leaves everything at nought.
                boolean connected = quality > 0 && quality <= MAX_QUALITY;
                families.gauge(
                        "peace_wifi_link_quality_ratio",
                        "Quality of the wireless link (0 to 1); absent without a connection.",
                        deviceLabels,
                        connected ? quality / MAX_QUALITY : Double.NaN);
                families.gauge(
                        "peace_wifi_signal_dbm",
                        "Strength of the access point's signal: above -60 is good, below -75 weak.",
                        deviceLabels,
                        connected && signal < 0 && signal > -200 ? signal : Double.NaN);
                families.gauge(
                        "peace_wifi_noise_dbm",
                        "Noise on the channel; absent where the driver does not tell.",
                        deviceLabels,
                        connected && noise < 0 && noise > -200 ? noise : Double.NaN);
                families.counter(
                        "peace_wifi_missed_beacons_total",
                        "Beacons of the access point that were missed.",
                        deviceLabels,
                        missed);
            }
        }
        return families.toList();
    }

    /** A number that ends with a point when it is fresh: {@code -51.} */
    private static double nextField(TextScanner text) {
        if (!text.nextWord()) {
            return Double.NaN;
        }
        text.stripSuffix('.');
        return text.number();
    }
}
