// SPDX-License-Identifier: Apache-2.0
package peaceofmind.testkit;

import java.util.Locale;

/** Failures and operator actions on a device in the field. Simulation, drills and end-to-end tests share these names. */
public enum Fault {
    /** The process is frozen. */
    FREEZE,
    /** The process freezes some time after each start, for a while: each restart helps. */
    FREEZES_AGAIN_AND_AGAIN,
    /** The process dies; its service manager restarts it. */
    CRASH,
    /** The process dies within seconds of each start, for a while. */
    CRASH_LOOP,
    /** The process died so often that its service manager refuses to start it. */
    START_LIMIT,
    /** The process works for a moment after each start, then dies, for a while: not often enough for its manager's start limit. */
    SHORT_RUNS,
    /** The process exits, and its service manager does not restart it. */
    EXITED,
    /** Neither restarts nor reboots help until somebody repairs the program. */
    BROKEN_UNTIL_REPAIRED,
    /** The process waits forever in the kernel for a device and can't even be killed; a reboot helps. */
    UNKILLABLE_HANG,
    /** The program beats, and its heartbeat can't be read: always, or every now and then. */
    TORN_HEARTBEAT,
    /** The program beats, and its heartbeat file is refused, as one of another user; or this machine keeps its probes from working. */
    REFUSED_HEARTBEAT,
    /** A second instance of the program, started by hand, writes the same heartbeat. */
    SECOND_INSTANCE,
    /** The heartbeat file is missing, though the process works. */
    MISSING_HEARTBEAT,
    /** The wall clock jumps by an hour, forwards or backwards. */
    CLOCK_STEP,
    /** The wall clock jumps by years, forwards or backwards. */
    CLOCK_STEP_YEARS,
    /** The network is down; the process is alive and reports {@code error}. */
    NETWORK_LOSS,
    /** The process reports {@code error} at every other beat. */
    FLAPPING_ERROR,
    /** An operator stops a service, and starts it again later. */
    OPERATOR_STOP,
    /** An operator restarts a service. */
    OPERATOR_RESTART,
    /** An operator reboots the device through the watchdog. */
    OPERATOR_REBOOT,
    /** A maintenance hold: the watchdog must not touch the services. */
    HOLD,
    /** Starting takes most of the grace period. */
    SLOW_BOOT,
    /** The service manager fails every command. */
    MANAGER_FAILS,
    /** The service manager does not respond: the state of services is unknown. */
    MANAGER_UNRESPONSIVE,
    /** The state that the service manager reports is seconds old. */
    MANAGER_SLOW,
    /** The watchdog is killed and restarted: unsaved state is lost. */
    WATCHDOG_KILLED,
    /** The watchdog is suspended for a while. */
    WATCHDOG_SUSPENDED,
    /** Somebody else reboots the device at an arbitrary moment. */
    UNEXPECTED_REBOOT,
    /** Only what was on the disk survives. */
    POWER_CUT,
    /** The watchdog's history is lost or damaged when it restarts. */
    HISTORY_LOST,
    /** The disk has become read-only: the watchdog cannot save its history. */
    SAVES_REFUSED,
    /** A reboot that the watchdog orders fails in the normal way, or altogether. */
    REBOOT_REFUSED;

    /** Its name in commands and reports, such as {@code unkillable-hang}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
