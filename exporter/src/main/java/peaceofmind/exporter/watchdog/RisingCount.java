package peaceofmind.exporter.watchdog;

/**
 * A count that another program keeps and may lose with its memory. What is shown of it does not go back within the life of this process:
 * a smaller number than before is a beginning anew, and is added.
 */
final class RisingCount {

    private long told;
    private long shown;

    /** Takes what is told now; what is to be shown of it. */
    long take(long now) {
        shown += now >= told ? now - told : now;
        told = now;
        return shown;
    }
}
