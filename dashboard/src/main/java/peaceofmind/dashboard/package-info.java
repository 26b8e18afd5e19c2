/**
 * The page at :9102: its files, the API, live updates, login, actions. Gets its data through small interfaces. Never acts on the device
 * directly: it asks the watchdog and the recorder.
 */
@NullMarked
package peaceofmind.dashboard;

import org.jspecify.annotations.NullMarked;
