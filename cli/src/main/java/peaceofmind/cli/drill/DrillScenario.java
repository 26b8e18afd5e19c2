// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.drill;

import java.time.Duration;
import java.util.Locale;

/** The faults that drills cause. */
enum DrillScenario {
    KILL("the recorder's process is killed"),
    FREEZE("the recorder's process freezes, as in a deadlock"),
    HANG("the recorder's process freezes and ignores every request to exit"),
    DISK("the disk is filled until too little is left to record"),
    NETWORK("the network is cut for a minute"),
    REBOOT("the device reboots"),
    POWER("the device is reset at once, as in a power cut");

    private static final Duration MARGIN = Duration.ofSeconds(10);

    private final String description;

    DrillScenario(String description) {
        this.description = description;
    }

    /** The fault, for people. */
    String description() {
        return description;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Limit of the time until the recorder's heartbeat is back.
     *
     * @param staleAfter the watchdog's heartbeat limit for the recorder
     */
    Duration maxRecoveryTime(Duration staleAfter) {
        return switch (this) {
            case KILL -> Duration.ofSeconds(12);
            case FREEZE -> staleAfter.plus(MARGIN);
            case HANG -> staleAfter.plus(MARGIN).plusSeconds(5);
            case DISK, NETWORK -> Duration.ofMinutes(2);
            case REBOOT, POWER -> Duration.ofMinutes(3);
        };
    }

    /** Whether it also works on a demo, without root and without affecting the machine. */
    boolean isHarmless() {
        return switch (this) {
            case KILL, FREEZE, HANG -> true;
            case DISK, NETWORK, REBOOT, POWER -> false;
        };
    }
}
