/** How a process of ours starts, runs and stops: in order, and in reverse. Features of a single process do not belong here. */
@NullMarked
package peaceofmind.foundation.process;

import org.jspecify.annotations.NullMarked;
