// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.config;

/**
 * One mistake in the configuration.
 *
 * @param line counted from 1; 0 when the mistake concerns the whole file
 * @param key full path of the key, such as {@code watchdog.stale_after}; empty when the mistake concerns the whole file
 * @param message what is wrong and what to do
 */
public record ConfigProblem(int line, String key, String message) {

    @Override
    public String toString() {
        return (line > 0 ? "line " + line + ": " : "") + (key.isEmpty() ? "" : key + ": ") + message;
    }
}
