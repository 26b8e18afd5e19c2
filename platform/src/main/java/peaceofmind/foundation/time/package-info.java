/** Clocks are passed in, so that tests can control time. */
@NullMarked
package peaceofmind.foundation.time;

import org.jspecify.annotations.NullMarked;
