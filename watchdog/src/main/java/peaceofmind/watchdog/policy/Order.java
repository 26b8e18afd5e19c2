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
     */
    record Restart(String service, boolean kill, String reason) implements ServiceOrder {}

    record Stop(String service, String reason) implements ServiceOrder {}

    record Start(String service, String reason) implements ServiceOrder {}

    /** The ordinary way, through the service manager. Its count must be on the disk before it is done. */
    record Reboot(String reason) implements Order {}

    /** The ordinary way did not work: through the kernel. */
    record ForceReboot(String reason) implements Order {}

    /** Even that did not work: leave it to whoever watches the watchdog. */
    record StopFeeding(String reason) implements Order {}

    /** Nobody rebooted the device: go on with what is possible. */
    record ResumeFeeding(String reason) implements Order {}
}
