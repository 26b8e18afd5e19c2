package peaceofmind.watchdog.policy;

import java.time.Duration;

/**
 * What may be done to the device as a whole.
 *
 * @param rebootsPerHour at most so many automatic reboots in an hour of powered-on time
 * @param rebootsPerDay at most so many in 24 hours of powered-on time
 * @param quietAfterBoot no automatic reboot in the first minutes of a boot, so that a person can get in
 * @param forceRebootAfter an ordered reboot that has not happened after this long is forced; after as long again, feeding stops
 * @param abandonRebootAfter when feeding has been stopped for so long and the device still runs, it can't be rebooted
 * @param retryAfter how often a service that was given up is restarted all the same
 * @param normalAfter healthy for this long: what was given up counts as normal again
 * @param maxHold longest hold that an operator may ask for
 */
public record DevicePolicy(
        int rebootsPerHour,
        int rebootsPerDay,
        Duration quietAfterBoot,
        Duration forceRebootAfter,
        Duration abandonRebootAfter,
        Duration retryAfter,
        Duration normalAfter,
        Duration maxHold) {

    public static DevicePolicy defaults() {
        return new DevicePolicy(
                1,
                3,
                Duration.ofMinutes(10),
                Duration.ofSeconds(60),
                Duration.ofMinutes(5),
                Duration.ofMinutes(15),
                Duration.ofHours(1),
                Duration.ofHours(24));
    }
}
