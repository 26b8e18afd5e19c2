/**
 * The watchdog's policy: a pure function of time, observations and history. No I/O, no clock, no thread lives here; what
 * is decided here is done elsewhere.
 */
@NullMarked
package peaceofmind.watchdog.policy;

import org.jspecify.annotations.NullMarked;
