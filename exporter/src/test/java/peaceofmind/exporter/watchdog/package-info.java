/** Tests of the watchdog's metrics and of event reports. */
@NullMarked
package peaceofmind.exporter.watchdog;

import org.jspecify.annotations.NullMarked;
