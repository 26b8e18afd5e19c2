package peaceofmind.cli.update;

import java.io.IOException;
import java.util.Optional;

/** What an update changes. Every method may be called again after it was interrupted at any point. */
interface UpdateTarget {

    /** The version that is pointed to. */
    Optional<String> current() throws IOException;

    /** Brings a version beside the others and checks it; nothing when it is there. */
    void fetch(String version) throws IOException, InterruptedException;

    /** Has the watchdog leave the service alone; ends by itself. */
    void hold() throws IOException;

    /** Ends the hold. */
    void release() throws IOException;

    /** Points to a version, atomically and durably. Empty: to none, as before the first one. */
    void switchTo(Optional<String> version) throws IOException, InterruptedException;

    /** Has the service started anew. */
    void restart() throws IOException, InterruptedException;

    /**
     * Waits until the service has been healthy without a break.
     *
     * @param needsNetwork whether the network must be there too
     * @return why it is not; empty when it is
     */
    Optional<String> awaitHealthy(boolean needsNetwork) throws IOException, InterruptedException;

    /** Removes versions that are kept no longer; never these. */
    void prune(String to, Optional<String> from) throws IOException;
}
