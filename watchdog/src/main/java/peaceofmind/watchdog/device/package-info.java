/** The device itself: its boot, its age, and how it is rebooted. Whether it is, is decided elsewhere. */
@NullMarked
package peaceofmind.watchdog.device;

import org.jspecify.annotations.NullMarked;
