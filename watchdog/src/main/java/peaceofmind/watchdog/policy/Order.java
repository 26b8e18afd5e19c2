package peaceofmind.watchdog.policy;

/** What is to be done now. Each has its reason in words. */
public sealed interface Order {

    String reason();

    /** An order to one service; its end is told by an {@link OrderResult}, and no other is given to that service before. */
    sealed interface ServiceOrder extends Order {
        String service();
    }

    /**
     * End it and start it again.
     *
     * @param kill it can't react: end it at once instead of asking
     * @param byOperator a person wants it, whatever state the service is in
     */
    record Restart(String service, boolean kill, boolean byOperator, String reason) implements ServiceOrder {

        /** One of the watchdog's own. */
        public Restart(String service, boolean kill, String reason) {
            this(service, kill, false, reason);
        }
    }

    record Stop(String service, String reason) implements ServiceOrder {}

    record Start(String service, String reason) implements ServiceOrder {}

    /**
     * The ordinary way, through the service manager.
     *
     * @param mustBeCounted it is not done unless its count is on the disk: nobody would end a loop of reboots otherwise
     */
    record Reboot(String reason, boolean mustBeCounted) implements Order {}

    /** The ordinary way did not work: through the kernel. */
    record ForceReboot(String reason) implements Order {}

    /** Even that did not work: leave it to whoever watches the watchdog. */
    record StopKeepAlive(String reason) implements Order {}

    /** Nobody rebooted the device: go on with what is possible. */
    record ResumeKeepAlive(String reason) implements Order {}
}
