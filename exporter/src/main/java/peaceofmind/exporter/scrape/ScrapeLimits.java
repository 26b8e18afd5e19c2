// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.scrape;

/**
 * Limits of a scrape. Beyond them the scrape fails as a whole: a partial result would appear complete.
 *
 * @param maxBytes of the body, after decompression
 * @param maxSamples in the body, before relabelling
 * @param maxLabels of one sample
 */
record ScrapeLimits(long maxBytes, int maxSamples, int maxLabels) {

    /** Limit of a line, and therefore of names, label values and help texts. */
    static final int MAX_LINE_BYTES = 64 * 1024;
}
