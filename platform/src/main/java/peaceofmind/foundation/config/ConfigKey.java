// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.config;

/**
 * One key that a component reads. The documentation of the configuration is generated from these.
 *
 * @param path such as {@code watchdog.socket}; in a list of sections {@code watchdog.services[].unit}, or with the item's position
 * @param accepts which values, such as {@code a duration from 3s to 1h}
 * @param description one line
 * @param defaultValue as written in the file; empty when the key has none
 */
public record ConfigKey(String path, String accepts, String description, String defaultValue) {

    /** {@link #accepts} of keys that name a file or folder. */
    public static final String PATH = "a path";

    /** {@link #accepts} of lists. */
    static final String TEXTS = "a list of strings";

    /** {@link #accepts} of sections whose keys the user chooses. */
    static final String TEXT_MAP = "a section of names, each with a string";
}
