// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.simulation;

import peaceofmind.contract.network.LayerReading;
import peaceofmind.contract.network.LayerState;
import peaceofmind.contract.network.LinkReading;
import peaceofmind.contract.network.NetworkRung;

/** The true state of one interface, and what a reading shows of it. */
final class SimulatedLink {

    /** How a driver or firmware hangs. */
    enum Wedge {
        NONE,
        /** The kernel reports it. */
        REPORTED,
        /** The link seems to be up, and nothing passes. */
        SILENT
    }

    /** What it takes to end a wedge. */
    enum Cure {
        DRIVER,
        POWER,
        BOOT
    }

    final String name;
    final boolean wireless;
    boolean present = true;
    boolean enabled = true;
    /** The cable is in, or the access point is on. */
    boolean connected = true;

    boolean leased = true;
    Wedge wedge = Wedge.NONE;
    Cure cure = Cure.DRIVER;
    private int silentReadings;

    SimulatedLink(String name, boolean wireless) {
        this.name = name;
        this.wireless = wireless;
    }

    /** Whether packets pass. */
    boolean passes() {
        return present && enabled && connected && wedge == Wedge.NONE;
    }

    /** Whether this device itself is the cause, or may be: of a radio without an access point nobody can know. */
    boolean isOurFault() {
        boolean alone = wireless && !connected;
        return !present || (enabled && (wedge != Wedge.NONE || alone || (connected && !leased)));
    }

    LinkReading read(boolean router, boolean traffic) {
        boolean linkUp = present && enabled && connected && wedge != Wedge.REPORTED;
        boolean responds = passes() && leased && router;
        silentReadings = passes() && traffic ? 0 : silentReadings + 1;
        return new LinkReading(
                name,
                wireless,
                present,
                enabled,
                silentReadings < 4,
                wedge == Wedge.REPORTED,
                layer(linkUp),
                layer(linkUp && leased),
                linkUp && leased ? layer(responds) : LayerReading.NOT_TRIED);
    }

    private static LayerReading layer(boolean up) {
        return new LayerReading(up ? LayerState.UP : LayerState.DOWN, up ? "fine" : "not fine");
    }

    /** The effect of a rung. */
    void repair(NetworkRung rung, boolean dhcp) {
        boolean cures = switch (rung) {
            case RENEW, RECONNECT -> false;
            case RELOAD -> cure == Cure.DRIVER;
            case POWER_CYCLE -> cure != Cure.BOOT && present;
            case REBOOT -> true;
        };
        if (cures) {
            present = true;
            wedge = Wedge.NONE;
            cure = Cure.DRIVER;
        }
        if (passes()) {
            leased = dhcp;
        }
    }

    /** What a change of an address, a route or the interface shows. */
    String fingerprint() {
        return name + present + enabled + leased;
    }
}
