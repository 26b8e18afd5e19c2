/** The watchdog process. */
@NullMarked
package peaceofmind.watchdog;

import org.jspecify.annotations.NullMarked;
