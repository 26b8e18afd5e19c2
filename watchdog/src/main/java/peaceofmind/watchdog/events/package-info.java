/** The event journal: every decision and its reason, on the disk, in order. */
@NullMarked
package peaceofmind.watchdog.events;

import org.jspecify.annotations.NullMarked;
