/** What can be asked of the watchdog, and by whom. The policy answers; nothing is decided here. */
@NullMarked
package peaceofmind.watchdog.control;

import org.jspecify.annotations.NullMarked;
