// SPDX-License-Identifier: Apache-2.0
package peaceofmind.metrics.collect;

import java.util.List;
import java.util.Optional;
import peaceofmind.metrics.Family;

/** One source of metrics. Never called from two threads at once. */
public interface Collector {

    /** The value of the label {@code collector} in the metrics about collectors. */
    String name();

    /** Reads the source now; data that it does not provide is omitted. */
    Collected collect() throws Exception;

    /** Requests, from another thread, that a run that takes too long stops. */
    default void cancel() {}

    /**
     * What was collected.
     *
     * @param problem describes what could not be read; {@code families} has the rest
     */
    record Collected(List<Family> families, Optional<String> problem) {

        public static Collected of(List<Family> families) {
            return new Collected(families, Optional.empty());
        }
    }
}
