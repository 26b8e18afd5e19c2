/**
 * The watchdog's policy: a pure function of time, observations and history. No I/O, no clock and no thread here; decisions
 * are executed elsewhere.
 */
@NullMarked
package peaceofmind.watchdog.policy;

import org.jspecify.annotations.NullMarked;
