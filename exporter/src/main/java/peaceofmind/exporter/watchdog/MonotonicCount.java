// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.watchdog;

/**
 * Makes the counter of another program, which can be reset, monotonic within the life of this process: a value smaller than the previous
 * one is a reset, and is added.
 */
final class MonotonicCount {

    private long previous;
    private long total;

    /** Returns the monotonic total for the counter's current value. */
    long update(long current) {
        total += current >= previous ? current - previous : current;
        previous = current;
        return total;
    }
}
