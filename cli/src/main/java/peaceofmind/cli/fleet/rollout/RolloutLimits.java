// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet.rollout;

import java.time.Duration;

/**
 * How many devices a roll-out puts at risk at once.
 *
 * @param canaries devices that must be verified before all others
 * @param atOnce devices that may be changed and not verified yet
 * @param perCustomer the same, of one customer
 * @param verifyFor how long a device must be well after its command; zero: it is not checked
 */
public record RolloutLimits(int canaries, int atOnce, int perCustomer, Duration verifyFor) {

    /** Of all devices, those that must be verified before the limit is {@link #atOnce} alone. */
    private static final int SECOND_STAGE_DIVISOR = 10;

    /**
     * How many devices may be in the next batch: the canaries first, then until 10 % are verified at most as many as are missing.
     *
     * @param total devices of the roll-out
     * @param verified how many of them are verified
     */
    int batchSize(int total, int verified) {
        int secondStage = Math.max(canaries, (total + SECOND_STAGE_DIVISOR - 1) / SECOND_STAGE_DIVISOR);
        if (verified < canaries) {
            return Math.min(atOnce, canaries - verified);
        }
        return verified < secondStage ? Math.min(atOnce, secondStage - verified) : atOnce;
    }
}
