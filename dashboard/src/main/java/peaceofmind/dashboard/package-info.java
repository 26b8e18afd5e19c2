/**
 * The page at :9102: its files, the API, live updates, login, actions. Reads what others know through small interfaces; may do nothing to
 * the device by itself: it asks the watchdog and the recorder.
 */
@NullMarked
package peaceofmind.dashboard;

import org.jspecify.annotations.NullMarked;
