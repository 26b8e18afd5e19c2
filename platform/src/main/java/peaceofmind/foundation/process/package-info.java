/** How every process starts, runs and stops. Features of a single process do not belong here. */
@NullMarked
package peaceofmind.foundation.process;

import org.jspecify.annotations.NullMarked;
