// SPDX-License-Identifier: Apache-2.0
package peaceofmind.metrics;

/** Receives every batch: the history, alerting, shipping. */
public interface BatchConsumer {

    /** Its name in log messages, such as {@code history}. */
    String name();

    /**
     * Processes a batch. Called from one thread, in order of time. Must not block on a disk or network: slow work belongs on the
     * consumer's own thread, behind a bounded queue.
     */
    void accept(Batch batch) throws Exception;
}
