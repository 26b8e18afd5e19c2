/** Clocks as values that are passed in, so that tests turn them by hand. */
@NullMarked
package peaceofmind.foundation.time;

import org.jspecify.annotations.NullMarked;
