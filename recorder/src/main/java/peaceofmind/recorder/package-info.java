/** The video recorder's process: its configuration, and where everything is put together. */
@NullMarked
package peaceofmind.recorder;

import org.jspecify.annotations.NullMarked;
