/** The video recorder's process: its configuration, main loop and wiring. */
@NullMarked
package peaceofmind.recorder;

import org.jspecify.annotations.NullMarked;
