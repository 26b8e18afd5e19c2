// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.node.pi;

import java.util.List;
import java.util.Map;
import peaceofmind.exporter.node.read.Families;
import peaceofmind.exporter.node.read.LabelCache;
import peaceofmind.exporter.node.read.Parser;
import peaceofmind.exporter.node.read.TextScanner;
import peaceofmind.metrics.Family;

/** Signal quality of wireless interfaces: {@code /proc/net/wireless}, which exists only on machines that have any. */
public final class Wifi implements Parser {

    /** Drivers based on the kernel's cfg80211 report the quality out of 70. */
    private static final double MAX_QUALITY = 70;

    private final LabelCache labels = LabelCache.withLabel("device");

    @Override
    public List<Family> parse(TextScanner text) {
        Families families = new Families();
        while (text.nextLine()) {
            if (text.nextUntil(':') && !text.word().contains("|")) {
                Map<String, String> deviceLabels = labels.get(text.word());
                text.skipFields(1);
                double quality = nextField(text);
                double signal = nextField(text);
                double noise = nextField(text);
                text.skipFields(5);
                double missed = text.nextCount();
                // Without a connection everything is 0.
                boolean connected = quality > 0 && quality <= MAX_QUALITY;
                families.gauge(
                        "peace_wifi_link_quality_ratio",
                        "Quality of the wireless link (0 to 1); absent without a connection.",
                        deviceLabels,
                        connected ? quality / MAX_QUALITY : Double.NaN);
                families.gauge(
                        "peace_wifi_signal_dbm",
                        "Signal strength of the access point: above -60 is good, below -75 weak.",
                        deviceLabels,
                        connected && signal < 0 && signal > -200 ? signal : Double.NaN);
                families.gauge(
                        "peace_wifi_noise_dbm",
                        "Noise on the channel; absent if the driver does not report it.",
                        deviceLabels,
                        connected && noise < 0 && noise > -200 ? noise : Double.NaN);
                families.counter(
                        "peace_wifi_missed_beacons_total", "Missed beacons of the access point.", deviceLabels, missed);
            }
        }
        return families.toList();
    }

    /** A number, followed by a point when it was updated: {@code -51.} */
    private static double nextField(TextScanner text) {
        if (!text.nextWord()) {
            return Double.NaN;
        }
        text.stripSuffix('.');
        return text.number();
    }
}
