// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.drill;

import java.time.Duration;

/**
 * How long the recovery of a service may take.
 *
 * @param isPackagedRecorder whether it is the recorder of this package, whose unit is known: another one's may wait before it starts a
 *     program again that was killed (RestartSec)
 * @param staleAfter the watchdog's limit, without a beat
 * @param beatInterval the time after which the next successful probe is due; zero for a heartbeat file
 */
record DrillLimits(boolean isPackagedRecorder, Duration staleAfter, Duration beatInterval) {

    private static final Duration MARGIN = Duration.ofSeconds(10);

    /** Limit of the time until the service shows that it is alive again. */
    Duration maxRecoveryTime(DrillScenario scenario) {
        Duration frozen = staleAfter.plus(MARGIN).plus(beatInterval);
        return switch (scenario) {
            case KILL -> isPackagedRecorder ? Duration.ofSeconds(12) : frozen;
            case FREEZE -> frozen;
            case HANG -> frozen.plusSeconds(5);
            case RENEW -> Duration.ofMinutes(1);
            case DISK, NETWORK -> Duration.ofMinutes(2);
            case REBOOT, POWER -> Duration.ofMinutes(3);
        };
    }
}
