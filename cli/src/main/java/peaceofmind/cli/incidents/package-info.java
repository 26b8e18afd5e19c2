/** What happened to the device: the watchdog's events, put together into incidents, with their evidence. */
@NullMarked
package peaceofmind.cli.incidents;

import org.jspecify.annotations.NullMarked;
