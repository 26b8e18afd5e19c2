/** Uploads finished videos, one at a time, oldest first, with retries. */
@NullMarked
package peaceofmind.recorder.upload;

import org.jspecify.annotations.NullMarked;
