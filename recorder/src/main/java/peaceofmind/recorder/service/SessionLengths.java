package peaceofmind.recorder.service;

import java.time.Duration;

/**
 * How long recordings are.
 *
 * @param standard when nothing else is asked for
 * @param extension added by each extension
 * @param longest a recording with all its extensions
 */
public record SessionLengths(Duration standard, Duration extension, Duration longest) {}
