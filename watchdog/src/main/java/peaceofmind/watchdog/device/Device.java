// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.device;

import java.io.IOException;
import java.time.Duration;

/** The machine that the watchdog runs on. */
public interface Device {

    /** Unique for each boot. */
    String bootId() throws IOException;

    /** Time since boot, unaffected by changes of the wall clock. */
    Duration uptime() throws IOException;

    /**
     * Reboots cleanly: services are stopped first.
     *
     * @throws IOException if the order was not accepted
     */
    void reboot() throws IOException, InterruptedException;

    /** Reboots immediately, by a system call. Never returns normally; throws if it was refused. */
    void forceReboot() throws IOException, InterruptedException;

    /**
     * Has whoever supervises the watchdog reset the device, as both kinds of reboot had no effect: ends this process at once, without
     * closing anything.
     */
    void leaveToSupervisor();
}
