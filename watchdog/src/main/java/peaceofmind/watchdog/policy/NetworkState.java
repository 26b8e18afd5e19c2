// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.policy;

import java.time.Duration;
import java.util.Optional;
import peaceofmind.contract.network.NetworkJudgement;
import peaceofmind.contract.network.NetworkLayer;
import peaceofmind.contract.network.NetworkRung;

/**
 * The ladder's state between two evaluations; lost when the process ends, which only makes it wait longer. Times are powered-on time.
 *
 * @param judgement of the last reading; empty while there is none that is fresh
 * @param badSince since when the network fails without a break; empty while it does not
 * @param goodSince since when it works without a break; empty while it does not
 * @param lastGood when it worked last
 * @param unobservedSince since when there is no fresh reading; empty while there is
 * @param repairableSince since when the same layer of the same interface could be repaired; empty while none could
 * @param oursSince since when the cause may be this device without a break, whatever interface and layer; empty while it is not
 * @param running the rung whose result is awaited
 * @param waitingBecause why nothing is repaired now; empty if nothing has to be, or if it just was
 */
public record NetworkState(
        Optional<NetworkJudgement> judgement,
        Optional<Duration> badSince,
        Optional<Duration> goodSince,
        Optional<Duration> lastGood,
        Optional<Duration> unobservedSince,
        Optional<Repairable> repairableSince,
        Optional<Duration> oursSince,
        Optional<RunningRung> running,
        Optional<String> waitingBecause) {

    public static final NetworkState INITIAL = new NetworkState(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    /** An interface whose same layer has failed, and could be repaired, without a break since then. */
    public record Repairable(String link, NetworkLayer failing, Duration since) {}

    /** A rung that was ordered. */
    public record RunningRung(NetworkRung rung, String link, Duration since, boolean executed) {}
}
