/** The event journal: every decision and what led to it, on the disk, in order. Who reads it is not known here. */
@NullMarked
package peaceofmind.watchdog.events;

import org.jspecify.annotations.NullMarked;
