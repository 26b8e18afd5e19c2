// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.policy;

import java.time.Duration;
import java.util.Optional;

/**
 * Limits of actions on the whole device.
 *
 * @param rebootsPerHour maximum of automatic reboots in an hour of powered-on time
 * @param rebootsPerDay maximum of automatic reboots in 24 hours of powered-on time
 * @param quietAfterBoot no automatic reboot within this time after a boot, so that a person can log in
 * @param forceRebootAfter an ordered reboot that has not happened after this time is forced; after the same time again, the
 *     keep-alives to systemd stop
 * @param abandonRebootAfter if the device still runs this long after the keep-alives have stopped, it cannot be rebooted
 * @param retryAfter how often a service is restarted after the watchdog gave up on it
 * @param normalAfter a service that was healthy for this time counts as back to normal
 * @param maxHold longest hold that an operator may place
 * @param rebootUncountedAfter while the history can't be saved, as on a disk that has become read-only, an automatic reboot is allowed
 *     only when the device has been up for this long; empty: none is
 */
public record DevicePolicy(
        int rebootsPerHour,
        int rebootsPerDay,
        Duration quietAfterBoot,
        Duration forceRebootAfter,
        Duration abandonRebootAfter,
        Duration retryAfter,
        Duration normalAfter,
        Duration maxHold,
        Optional<Duration> rebootUncountedAfter) {

    public static DevicePolicy defaults() {
        return new DevicePolicy(
                1,
                3,
                Duration.ofMinutes(10),
                Duration.ofSeconds(60),
                Duration.ofMinutes(5),
                Duration.ofMinutes(15),
                Duration.ofHours(1),
                Duration.ofHours(24),
                Optional.of(Duration.ofHours(24)));
    }
}
