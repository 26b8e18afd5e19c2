/**
 * Makes video files: the capture process, the watch over its output, and what turns a raw capture into an ordinary video. Knows
 * nothing of sessions, rows or folders.
 */
@NullMarked
package peaceofmind.recorder.capture;

import org.jspecify.annotations.NullMarked;
