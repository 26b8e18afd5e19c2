/** What the watchdog says of itself over its socket. */
@NullMarked
package peaceofmind.agent.collect.watchdog;

import org.jspecify.annotations.NullMarked;
