package peaceofmind.cli.drill;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.Heartbeat;
import peaceofmind.linux.Subprocess;

/** The device, as a drill sees it and lays hands on it. */
interface DeviceUnderTest {

    Clock clock();

    /** The heartbeat, when it changed within the last 2 s. */
    Optional<Heartbeat> heartbeat();

    /** Sends a signal; does nothing where the process is gone. */
    void signal(long pid, int signal) throws IOException;

    /** Whether that process, and no later one of its number, still lives. */
    boolean isAlive(long pid);

    /**
     * Has a shell run a command after a while, whatever becomes of this process and its login.
     *
     * @throws IOException when that can't be arranged: then nothing may be broken either
     */
    void scheduleUndo(Duration delay, String shellCommand) throws IOException, InterruptedException;

    /** Runs a command now. */
    Subprocess.Outcome run(List<String> command) throws InterruptedException;

    /** How often the watchdog has restarted the recorder since it began to count; empty when it can't be asked. */
    Optional<Long> restartCount();

    /** How many restarts the watchdog has left before a reboot is due; empty when it can't be asked. */
    Optional<Long> restartsLeft();

    /** Asks the recorder to record, and ends that at once where it does: whether it refuses. */
    boolean refusesToRecord();

    /** Asks the watchdog to reboot the device. */
    void reboot() throws IOException;

    /** Waits a moment between two looks. */
    default void pause() throws InterruptedException {
        clock().sleep(Duration.ofMillis(200));
    }
}
