/**
 * The recorder itself: its states, its sessions and the main loop that alone beats. What may take long (ffmpeg, disk, database) is
 * done in a thread beside the loop.
 */
@NullMarked
package peaceofmind.recorder.service;

import org.jspecify.annotations.NullMarked;
