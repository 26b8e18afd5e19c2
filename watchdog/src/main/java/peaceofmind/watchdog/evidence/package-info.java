/**
 * What is saved before something is restarted or rebooted, since it is gone afterwards. Bounded in time and size; a source that hangs,
 * fails or is refused costs only itself.
 */
@NullMarked
package peaceofmind.watchdog.evidence;

import org.jspecify.annotations.NullMarked;
