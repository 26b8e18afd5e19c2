package peaceofmind.recorder.service;

/** The answer to a command. */
public record Reply(boolean accepted, String message) {}
