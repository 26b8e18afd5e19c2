/**
 * The recorder's logic: states, sessions, commands. Everything slow (ffmpeg, disk, database) runs on a separate thread.
 */
@NullMarked
package peaceofmind.recorder.service;

import org.jspecify.annotations.NullMarked;
