package peaceofmind.watchdog.policy;

/** The answer to a request. */
public record Answer(long request, boolean accepted, String message) {}
