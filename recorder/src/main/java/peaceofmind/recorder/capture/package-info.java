/**
 * Makes video files: runs and monitors the capture process, and converts raw recordings to ordinary videos. Nothing here knows about
 * sessions, the database or the storage folders.
 */
@NullMarked
package peaceofmind.recorder.capture;

import org.jspecify.annotations.NullMarked;
