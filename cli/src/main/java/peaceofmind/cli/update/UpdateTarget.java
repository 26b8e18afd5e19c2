// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.update;

import java.io.IOException;
import java.util.Optional;

/** What an update changes. Every method can be called again after it was interrupted at any point. */
interface UpdateTarget {

    /** The installed version. */
    Optional<String> current() throws IOException;

    /** Fetches a version beside the others and verifies it; does nothing if it was fetched before. */
    void fetch(String version) throws IOException, InterruptedException;

    /** Has the watchdog leave the service alone; expires automatically. */
    void hold() throws IOException;

    /** Ends the hold. */
    void release() throws IOException;

    /** Switches to a version, atomically and durably. Empty: to none, as before the first one. */
    void switchTo(Optional<String> version) throws IOException, InterruptedException;

    /** Restarts the service. */
    void restart() throws IOException, InterruptedException;

    /**
     * Waits until the service has been healthy without a break.
     *
     * @param needsNetwork whether the device must also be online
     * @return why it is not; empty when it is
     */
    Optional<String> awaitHealthy(boolean needsNetwork) throws IOException, InterruptedException;

    /** Removes old versions, but never these two. */
    void prune(String to, Optional<String> from) throws IOException;
}
