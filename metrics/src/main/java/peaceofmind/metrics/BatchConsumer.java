package peaceofmind.metrics;

/** A feature that is handed every batch, such as the history, the alerts and the shipping of metrics. */
public interface BatchConsumer {

    /** By which its troubles are told, such as {@code history}. */
    String name();

    /**
     * Takes a batch. Called from one thread, in order of time; must not wait for a disk or a network for longer than a moment: what
     * is slow goes on in the consumer's own thread, behind a bounded queue.
     */
    void accept(Batch batch) throws Exception;
}
