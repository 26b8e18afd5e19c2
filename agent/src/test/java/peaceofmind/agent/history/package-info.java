/** The history under power cuts, restarts, clocks that step, and a year of time. */
@NullMarked
package peaceofmind.agent.history;

import org.jspecify.annotations.NullMarked;
