/**
 * Evidence that is saved before a restart or a reboot destroys it. Bounded in time and size; a source that hangs, fails or is refused
 * does not affect the others.
 */
@NullMarked
package peaceofmind.watchdog.evidence;

import org.jspecify.annotations.NullMarked;
