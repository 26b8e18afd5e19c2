package peaceofmind.watchdog.policy;

import java.time.Duration;

/**
 * The time that decisions count on. No wall clock: that one jumps by years on a device without a clock of its own.
 *
 * @param uptime since this boot
 * @param poweredOn over all boots since the installation; never goes back. Time that was not saved before a power cut is missing,
 *     which makes budgets tighter, never wider
 */
public record DeviceTime(Duration uptime, Duration poweredOn) {}
