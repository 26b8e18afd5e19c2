// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.config;

/**
 * One key that a component reads. The documentation of the configuration is generated from these.
 *
 * @param path such as {@code watchdog.stale_after}
 * @param description one line
 * @param defaultValue as written in the file; empty when the key has none
 */
public record ConfigKey(String path, String description, String defaultValue) {}
