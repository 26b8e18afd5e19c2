/** Uploads finished videos to each target, one at a time, oldest first, with retries; what a target has to do. */
@NullMarked
package peaceofmind.recorder.upload;

import org.jspecify.annotations.NullMarked;
