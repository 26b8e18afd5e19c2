package peaceofmind.metrics.collect;

import java.util.List;
import java.util.Optional;
import peaceofmind.metrics.Family;

/** One source of metrics. Never called from two threads at once. */
public interface Collector {

    /** The label by which its success is visible. */
    String name();

    /** What the source says now; what it does not say is left out. */
    Collected collect() throws Exception;

    /** Asks a run that takes too long, from another thread, to end. */
    default void cancel() {}

    /**
     * What a source said.
     *
     * @param problem what could not be read, in words, while the rest could
     */
    record Collected(List<Family> families, Optional<String> problem) {

        public static Collected of(List<Family> families) {
            return new Collected(families, Optional.empty());
        }
    }
}
