/** The section {@code watchdog} of the configuration. */
@NullMarked
package peaceofmind.watchdog.config;

import org.jspecify.annotations.NullMarked;
