/** What the watchdog says of itself over its socket. */
@NullMarked
package peaceofmind.exporter.watchdog;

import org.jspecify.annotations.NullMarked;
