/** Spoken messages and sounds for the people in front of the recorder. Never on the main loop; a sound card that hangs costs the sound only. */
@NullMarked
package peaceofmind.recorder.voice;

import org.jspecify.annotations.NullMarked;
