package peaceofmind.exporter.watchdog;

/**
 * A count that another program keeps and may lose with its memory. What is shown of it does not go back within the life of this process:
 * a smaller number than before is a beginning anew, and is added.
 */
final class MonotonicCount {

    private long previous;
    private long total;

    /** Takes what is told now; what is to be shown of it. */
    long update(long current) {
        total += current >= previous ? current - previous : current;
        previous = current;
        return total;
    }
}
