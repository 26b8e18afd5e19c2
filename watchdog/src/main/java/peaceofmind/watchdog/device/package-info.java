/** The device: its boot, its uptime, and how to reboot it. Decides nothing. */
@NullMarked
package peaceofmind.watchdog.device;

import org.jspecify.annotations.NullMarked;
