package peaceofmind.exporter.scrape;

/**
 * What one scrape may cost at most; one that needs more fails as a whole, for half of the truth would look like all of it.
 *
 * @param maxBytes of the body, after decompression
 * @param maxSamples in the body, before relabelling
 * @param maxLabels of one sample
 */
record ScrapeLimits(long maxBytes, int maxSamples, int maxLabels) {

    /** Longest line in bytes, and so also the longest name, label value or help text. */
    static final int MAX_LINE_BYTES = 64 * 1024;
}
