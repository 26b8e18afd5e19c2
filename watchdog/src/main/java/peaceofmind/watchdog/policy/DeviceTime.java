// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.policy;

import java.time.Duration;

/**
 * The time on which decisions are based. Not the wall clock, which jumps by years on a device without a real-time clock.
 *
 * @param uptime since this boot
 * @param poweredOn over all boots since the installation; never goes back. Time that was not saved before a power cut is missing,
 *     which makes budgets tighter, never wider
 */
public record DeviceTime(Duration uptime, Duration poweredOn) {}
