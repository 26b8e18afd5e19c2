package peaceofmind.exporter.scrape;

/**
 * What one scrape may cost at most; one that needs more fails as a whole, for half of the truth would look like all of it.
 *
 * @param bytes of the body, after decompression
 * @param samples in the body, before relabelling
 * @param labels of one sample
 */
record Limits(long bytes, int samples, int labels) {

    /** Longest line in bytes, and so also the longest name, label value or help text. */
    static final int LINE_BYTES = 64 * 1024;
}
