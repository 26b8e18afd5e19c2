// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.drill;

import java.util.Locale;

/** The faults that drills cause. */
enum DrillScenario {
    KILL("the service's process is killed"),
    FREEZE("the service's process freezes, as in a deadlock"),
    HANG("the service's process freezes and ignores every request to exit"),
    DISK("the disk is filled until too little is left to record"),
    RENEW("the watchdog renews the address's lease, as in an outage"),
    NETWORK("the network is cut for a minute"),
    REBOOT("the device reboots"),
    POWER("the device is reset at once, as in a power cut");

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

    /** Whether it only works where the recorder of this package is drilled: what another program does without room is not known here. */
    boolean needsPackagedRecorder() {
        return this == DISK;
    }

    /** Whether it signals the service's process. */
    boolean needsProcess() {
        return switch (this) {
            case KILL, FREEZE, HANG -> true;
            case DISK, RENEW, NETWORK, REBOOT, POWER -> false;
        };
    }

    /** Whether it may break connections over the link. */
    boolean affectsNetwork() {
        return this == RENEW || this == NETWORK;
    }

    /** Whether it also works on a demo, without root and without affecting the machine. */
    boolean isHarmless() {
        return needsProcess();
    }
}
