/** The commands of the watchdog's socket, and who may use them. The policy decides on each request. */
@NullMarked
package peaceofmind.watchdog.control;

import org.jspecify.annotations.NullMarked;
