package peaceofmind.watchdog.policy;

/** The reply to a request. */
public record OperatorReply(long requestId, boolean accepted, String message) {}
