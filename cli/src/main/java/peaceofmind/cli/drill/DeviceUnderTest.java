// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.drill;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.Heartbeat;
import peaceofmind.linux.Subprocess;

/** The device that a drill observes and breaks. */
interface DeviceUnderTest {

    Clock clock();

    /** The name of the service that is drilled. */
    String service();

    /** The heartbeat, if it changed within the last 2 s; empty for a service that probes watch. */
    Optional<Heartbeat> heartbeat();

    /** Its main process, while it shows that it is alive; empty while it does not, or nobody knows which process that is. */
    Optional<LiveProcess> process();

    /**
     * A process that works.
     *
     * @param sinceBeat since it, or the one before it, last showed that it is alive; zero for a heartbeat that names its process
     */
    record LiveProcess(long pid, Duration sinceBeat) {}

    /** Whether the service shows that it is alive, whatever its process is. */
    boolean isWell();

    /** The time after which the next successful probe is due; zero for a heartbeat file, and when the watchdog does not respond. */
    Duration beatInterval();

    /** Sends a signal; does nothing if the process is gone. */
    void signal(long pid, int signal) throws IOException;

    /** Whether a process with that id is alive. */
    boolean isAlive(long pid);

    /**
     * Runs a shell command after a delay, even if this process and its login have ended by then.
     *
     * @throws IOException if it cannot be scheduled: then no fault must be caused
     */
    void scheduleUndo(Duration delay, String shellCommand) throws IOException, InterruptedException;

    /** Runs a command now. */
    Subprocess.Result run(List<String> command) throws InterruptedException;

    /** Number of restarts of the service that the watchdog counts now; empty when it does not respond. */
    Optional<Long> restartCount();

    /** Number of restarts left before the watchdog reboots; empty when it does not respond. */
    Optional<Long> restartsLeft();

    /** Whether the recorder refuses to record; a recording that starts is stopped at once. */
    boolean refusesToRecord();

    /** Asks the watchdog to reboot the device. */
    void reboot() throws IOException;

    /** Waits between two polls. */
    default void pause() throws InterruptedException {
        clock().sleep(Duration.ofMillis(200));
    }
}
