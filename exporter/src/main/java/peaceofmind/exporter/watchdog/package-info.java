/** Metrics of the watchdog, over its socket. */
@NullMarked
package peaceofmind.exporter.watchdog;

import org.jspecify.annotations.NullMarked;
