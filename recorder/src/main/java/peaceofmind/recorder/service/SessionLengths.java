package peaceofmind.recorder.service;

import java.time.Duration;

/**
 * How long recordings are.
 *
 * @param defaultLength when nothing else is asked for
 * @param extension added by each extension
 * @param maxLength a recording with all its extensions
 */
public record SessionLengths(Duration defaultLength, Duration extension, Duration maxLength) {}
