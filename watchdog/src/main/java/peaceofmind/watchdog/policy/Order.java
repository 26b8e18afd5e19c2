// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.policy;

/** An action to execute now, with its reason. */
public sealed interface Order {

    String reason();

    /** An order to a service; an {@link OrderResult} must follow, and no other order is given to that service before. */
    sealed interface ServiceOrder extends Order {
        String service();
    }

    /**
     * Stop it and start it again.
     *
     * @param kill it does not react: kill it immediately
     * @param byOperator an operator requested it, whatever the service's state
     */
    record Restart(String service, boolean kill, boolean byOperator, String reason) implements ServiceOrder {

        /** An automatic restart. */
        public Restart(String service, boolean kill, String reason) {
            this(service, kill, false, reason);
        }
    }

    record Stop(String service, String reason) implements ServiceOrder {}

    record Start(String service, String reason) implements ServiceOrder {}

    /**
     * Reboot cleanly, through the service manager.
     *
     * @param mustBeCounted do not reboot unless it is recorded on the disk: otherwise a reboot loop would never end
     */
    record Reboot(String reason, boolean mustBeCounted) implements Order {}

    /** The clean reboot failed: reboot by a system call. */
    record ForceReboot(String reason) implements Order {}

    /**
     * The forced reboot failed, too: leave it to systemd, which has rights that the watchdog has not, and to the hardware watchdog.
     */
    record LeaveToSystemd(String reason) implements Order {}

    /** Nothing rebooted the device: continue with restarts. */
    record ResumeKeepAlive(String reason) implements Order {}
}
