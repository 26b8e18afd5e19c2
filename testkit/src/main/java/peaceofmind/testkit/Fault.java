package peaceofmind.testkit;

import java.util.Locale;

/** What goes wrong, or is done, on a device in the field. Simulation, drills and end-to-end tests share these names. */
public enum Fault {
    /** The process stands still and can't react. */
    FREEZE,
    /** The process dies; its manager starts it again. */
    CRASH,
    /** Each run dies within seconds, for a while. */
    CRASH_LOOP,
    /** It died so often that its manager refuses to start it. */
    START_LIMIT,
    /** Each run works for a moment and dies, for a while: too seldom for its manager's limit. */
    SHORT_RUNS,
    /** The process ends, and its manager does not start it again. */
    EXITED,
    /** No start and no reboot helps until somebody repairs it. */
    BROKEN_UNTIL_REPAIRED,
    /** It waits for a device without end, so that it can't even be killed; a reboot helps. */
    UNKILLABLE_HANG,
    /** The heartbeat can't be read. */
    TORN_HEARTBEAT,
    /** The heartbeat file is gone, though the process works. */
    MISSING_HEARTBEAT,
    /** The wall clock jumps by an hour, either way. */
    CLOCK_STEP,
    /** The wall clock jumps by years, either way. */
    CLOCK_STEP_YEARS,
    /** The network is down; the process says {@code error} and lives. */
    NETWORK_LOSS,
    /** An operator stops a service, and starts it again later. */
    OPERATOR_STOP,
    /** An operator restarts a service. */
    OPERATOR_RESTART,
    /** An operator reboots the device through the watchdog. */
    OPERATOR_REBOOT,
    /** Maintenance: the services are to be left alone. */
    HOLD,
    /** Starts take most of the grace. */
    SLOW_BOOT,
    /** The service manager can't carry out orders. */
    MANAGER_FAILS,
    /** The service manager gives no answer: nobody knows what runs. */
    MANAGER_UNRESPONSIVE,
    /** What the service manager tells is seconds old. */
    MANAGER_SLOW,
    /** The watchdog dies and is started again: what was not saved is lost. */
    WATCHDOG_KILLED,
    /** The watchdog stands still for a while and goes on. */
    WATCHDOG_SUSPENDED,
    /** The device is rebooted by somebody else, whatever goes on. */
    UNEXPECTED_REBOOT,
    /** Nothing that was not on the disk survives. */
    POWER_CUT,
    /** The watchdog's history is gone or damaged when it starts again. */
    HISTORY_LOST,
    /** An ordered reboot does not happen in the ordinary way, or not at all. */
    REBOOT_REFUSED;

    /** As it stands in commands and reports: {@code hard-hang}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
