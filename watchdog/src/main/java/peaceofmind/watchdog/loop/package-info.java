/**
 * The loop around the policy: looks each second, asks what is to be done, does it, writes it down. What waits for a disk, a
 * process or systemd waits in a thread of its own, so that the loop always turns.
 */
@NullMarked
package peaceofmind.watchdog.loop;

import org.jspecify.annotations.NullMarked;
