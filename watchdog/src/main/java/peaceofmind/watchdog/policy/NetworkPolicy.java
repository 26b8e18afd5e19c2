// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.policy;

import java.time.Duration;
import java.util.Optional;

/**
 * The limits of network repairs. Times are of observed, powered-on time.
 *
 * @param repair whether anything is repaired; outages are recorded all the same
 * @param dryRun record repairs, execute none
 * @param powerCycle whether the power of an interface may be switched off and on
 * @param rebootAfter the device may be rebooted, within the watchdog's budget and once a day, when a failure that it may be the cause of
 *     has lasted for this time and every other rung was tried; empty: never
 * @param outageAfter a failure is an outage when it lasts for this time
 * @param knownAfter first rung when the kernel reported the cause
 * @param renewAfter time before RENEW, since the failure or the last rung; likewise the next three
 * @param verifyWithin time that a rung gets to help
 * @param quietAfterChange no rung within this time after an address, a route or an interface was changed, by whomever
 * @param quietAfterBoot no rung before: the network is just starting
 * @param sessionLimit somebody who is logged in holds the ladder for this time of an outage; after it, it is a connection that nobody
 *     closed
 * @param maxReadingAge an older reading shows nothing
 * @param repeatAfter the same rung on the same interface again, if it did not help
 * @param repeatHelpfulAfter the same, if it did
 */
public record NetworkPolicy(
        boolean repair,
        boolean dryRun,
        boolean powerCycle,
        Optional<Duration> rebootAfter,
        Duration outageAfter,
        Duration knownAfter,
        Duration renewAfter,
        Duration reconnectAfter,
        Duration reloadAfter,
        Duration powerCycleAfter,
        Duration verifyWithin,
        Duration quietAfterChange,
        Duration quietAfterBoot,
        Duration sessionLimit,
        Duration maxReadingAge,
        Duration repeatAfter,
        Duration repeatHelpfulAfter,
        int rungsPerHour,
        int rungsPerDay) {

    /** Without the rungs that have to be switched on. */
    public static NetworkPolicy of(boolean repair, boolean dryRun) {
        return of(repair, dryRun, false, Optional.empty());
    }

    /** The limits of every device: only these are configured. */
    public static NetworkPolicy of(boolean repair, boolean dryRun, boolean powerCycle, Optional<Duration> rebootAfter) {
        return new NetworkPolicy(
                repair,
                dryRun,
                powerCycle,
                rebootAfter,
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                Duration.ofMinutes(2),
                Duration.ofMinutes(3),
                Duration.ofMinutes(5),
                Duration.ofMinutes(5),
                Duration.ofSeconds(150),
                Duration.ofMinutes(1),
                Duration.ofMinutes(3),
                Duration.ofHours(1),
                Duration.ofSeconds(60),
                Duration.ofHours(6),
                Duration.ofHours(1),
                4,
                12);
    }
}
