// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.liveness;

import java.io.IOException;

/** Finds out whether a program is alive. One thread uses it. */
interface Probe {

    /** Forgets what it compares with: the next change must come from a new run of the program. */
    default void reset() {}

    /**
     * Probes once, within its timeout, except for what cannot be interrupted in the kernel.
     *
     * @throws IOException for a reason that is not the program's
     */
    ProbeResult run() throws IOException, InterruptedException;
}
