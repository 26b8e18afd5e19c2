/** The watchdog's process: its configuration and its main. */
@NullMarked
package peaceofmind.watchdog;

import org.jspecify.annotations.NullMarked;
