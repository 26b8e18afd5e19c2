/** Tests of what drills and updates leave. */
@NullMarked
package peaceofmind.exporter.watchdog;

import org.jspecify.annotations.NullMarked;
