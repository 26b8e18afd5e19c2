package peaceofmind.watchdog.device;

import java.io.IOException;
import java.time.Duration;

/** The machine that the watchdog runs on. */
public interface Device {

    /** A name that no other boot has. */
    String bootId() throws IOException;

    /** Time since boot, immune to changes of the wall clock. */
    Duration uptime() throws IOException;

    /**
     * Reboots the ordinary way: services are stopped first.
     *
     * @throws IOException when the order was not taken
     */
    void reboot() throws IOException, InterruptedException;

    /** Reboots at once through the kernel. Returns only when that was refused, by throwing. */
    void forceReboot() throws IOException, InterruptedException;
}
