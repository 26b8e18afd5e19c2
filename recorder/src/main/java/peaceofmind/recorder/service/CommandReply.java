package peaceofmind.recorder.service;

/** The answer to a command. */
public record CommandReply(boolean accepted, String message) {}
