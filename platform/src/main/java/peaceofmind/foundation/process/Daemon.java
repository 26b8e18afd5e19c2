// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.process;

/** A process between its start and its stop. */
public interface Daemon extends AutoCloseable {

    /** Runs the main loop until {@link #requestStop}. */
    void run() throws InterruptedException;

    /** Asks the main loop to return; called from another thread, possibly before {@link #run}, possibly twice. */
    void requestStop();

    /** Releases everything, in the reverse order of the start; called once, after {@link #run} has returned. */
    @Override
    void close();
}
