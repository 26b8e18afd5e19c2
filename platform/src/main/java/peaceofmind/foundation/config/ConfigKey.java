package peaceofmind.foundation.config;

/**
 * One key that a component asked for: the documentation of the configuration is made of these.
 *
 * @param path such as {@code watchdog.stale_after}
 * @param description one line
 * @param defaultValue as it would be written; empty when there is none
 */
public record ConfigKey(String path, String description, String defaultValue) {}
