/** How people and programs control the recorder: a socket, and the existing recorder's control file. */
@NullMarked
package peaceofmind.recorder.control;

import org.jspecify.annotations.NullMarked;
