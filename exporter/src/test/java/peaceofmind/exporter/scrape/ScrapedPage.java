// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.scrape;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a scraper made of a page, after its last scrape.
 *
 * @param samples by series, in Prometheus' notation, the scraper's own included as far as both have them
 * @param reason why it is down, for people; not compared
 */
record ScrapedPage(boolean up, SortedMap<String, Double> samples, String reason) {

    boolean equalsApartFromReason(ScrapedPage other) {
        return up == other.up && samples.equals(other.samples);
    }

    /** The difference to another result, short enough to read. */
    String describe(ScrapedPage other) {
        TreeMap<String, Double> only = new TreeMap<>(samples);
        other.samples.forEach(only::remove);
        String text = (up ? "up " : "down (" + reason + ") ")
                + only.toString().replaceAll("(instance|job|page)=\"[^\"]*\",?", "");
        return text.length() > 300 ? text.substring(0, 300) + "…" : text;
    }
}
