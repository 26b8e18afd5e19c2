package peaceofmind.watchdog.policy;

/** The answer to a request. */
public record OperatorReply(long requestId, boolean accepted, String message) {}
