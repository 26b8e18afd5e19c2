package peaceofmind.watchdog.policy;

/** How an order to a service ended: {@code done} means that the manager carried it out, not that the service works. */
public record OrderResult(String service, boolean done, String detail) {}
