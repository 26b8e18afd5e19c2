/** The section {@code watchdog} of the configuration, as records. */
@NullMarked
package peaceofmind.watchdog.config;

import org.jspecify.annotations.NullMarked;
