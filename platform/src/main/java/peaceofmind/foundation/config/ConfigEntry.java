// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.config;

/**
 * One value that the file contains.
 *
 * @param path such as {@code watchdog.services[0].logs[1]}
 * @param line counted from 1
 * @param text without quotation marks; empty for a key without a value
 */
public record ConfigEntry(String path, int line, String text) {

    /** The path without the positions of lists, such as {@code watchdog.services[].logs[]}. */
    public String key() {
        return path.replaceAll("\\[\\d+\\]", "[]");
    }
}
