/** Whether what is recorded is worth it: pictures that are black or stand still, sound that is silent. Never touches the recording. */
@NullMarked
package peaceofmind.recorder.check;

import org.jspecify.annotations.NullMarked;
