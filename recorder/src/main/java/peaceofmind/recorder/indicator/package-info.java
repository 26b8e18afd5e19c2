/** Shows the recorder's state to the people in front of it. */
@NullMarked
package peaceofmind.recorder.indicator;

import org.jspecify.annotations.NullMarked;
