package peaceofmind.exporter.node.pi;

import java.util.List;
import java.util.Map;
import peaceofmind.exporter.node.read.Families;
import peaceofmind.exporter.node.read.Labels;
import peaceofmind.exporter.node.read.Parser;
import peaceofmind.exporter.node.read.Text;
import peaceofmind.metrics.Family;

/** How well a wireless interface hears its access point: {@code /proc/net/wireless}. A machine without one has no such file. */
public final class Wifi implements Parser {

    /** Drivers of the kernel's cfg80211 give the quality out of 70. */
    private static final double BEST_QUALITY = 70;

    private final Labels labels = Labels.named("device");

    @Override
    public List<Family> parse(Text text) {
        Families families = new Families();
        while (text.nextLine()) {
            if (text.nextBefore(':') && !text.word().contains("|")) {
                Map<String, String> device = labels.of(text.word());
                text.skip(1);
                double quality = field(text);
                double signal = field(text);
                double noise = field(text);
                text.skip(5);
                double missed = text.nextCount();
                // Without a connection the driver leaves everything at nought.
                boolean connected = quality > 0 && quality <= BEST_QUALITY;
                families.gauge(
                        "peace_wifi_link_quality_ratio",
                        "Quality of the wireless link (0 to 1); absent without a connection.",
                        device,
                        connected ? quality / BEST_QUALITY : Double.NaN);
                families.gauge(
                        "peace_wifi_signal_dbm",
                        "Strength of the access point's signal: above -60 is good, below -75 weak.",
                        device,
                        connected && signal < 0 && signal > -200 ? signal : Double.NaN);
                families.gauge(
                        "peace_wifi_noise_dbm",
                        "Noise on the channel; absent where the driver does not tell.",
                        device,
                        connected && noise < 0 && noise > -200 ? noise : Double.NaN);
                families.counter(
                        "peace_wifi_missed_beacons_total",
                        "Beacons of the access point that were missed.",
                        device,
                        missed);
            }
        }
        return families.list();
    }

    /** A number that ends with a point when it is fresh: {@code -51.} */
    private static double field(Text text) {
        if (!text.nextWord()) {
            return Double.NaN;
        }
        text.cutEnd('.');
        return text.number();
    }
}
