/** How people and programs ask the recorder for something: a socket, and the existing recorder's control file. */
@NullMarked
package peaceofmind.recorder.control;

import org.jspecify.annotations.NullMarked;
