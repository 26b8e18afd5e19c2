/** Takes finished videos to where people look at them: one at a time, oldest first, again when it fails. */
@NullMarked
package peaceofmind.recorder.upload;

import org.jspecify.annotations.NullMarked;
