/** The kinds of targets of uploads, and how each is configured. */
@NullMarked
package peaceofmind.recorder.upload.targets;

import org.jspecify.annotations.NullMarked;
