/**
 * The loop around the policy: once a second it observes, has the policy decide, executes the orders and records them. Everything that
 * waits for a disk, a process or systemd does so in a thread of its own, so the loop never blocks.
 */
@NullMarked
package peaceofmind.watchdog.loop;

import org.jspecify.annotations.NullMarked;
