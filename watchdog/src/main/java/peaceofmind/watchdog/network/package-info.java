/** Network repairs: takes the agent's readings, has the ladder decide, and requests its rungs from systemd. Reaches no network. */
@NullMarked
package peaceofmind.watchdog.network;

import org.jspecify.annotations.NullMarked;
