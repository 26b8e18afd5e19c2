/** The history under power cuts, restarts, clocks that step, and a year of time. */
@NullMarked
package peaceofmind.dashboard.history;

import org.jspecify.annotations.NullMarked;
