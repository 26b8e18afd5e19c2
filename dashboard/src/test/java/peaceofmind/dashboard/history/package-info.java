/** Tests of the history: power cuts, restarts, clock steps, and two simulated years. */
@NullMarked
package peaceofmind.dashboard.history;

import org.jspecify.annotations.NullMarked;
