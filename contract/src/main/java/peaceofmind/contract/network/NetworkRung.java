// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.network;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The rungs of the ladder of network repairs, the gentlest first. */
public enum NetworkRung {
    /** Request a new lease of the address. */
    RENEW,
    /** Disconnect the interface and connect it again. */
    RECONNECT,
    /** Unload the interface's driver and load it again, which also starts its firmware again. */
    RELOAD,
    /** Switch the power of the interface's USB port off and on, or reset its modem. Only if it is switched on. */
    POWER_CYCLE,
    /** Reboot the device: once, after hours, and only if it is switched on. */
    REBOOT;

    /** As in the name of its unit, and as a label: {@code power-cycle}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether it acts on an interface, by a unit of its own: not on the whole device. */
    public boolean isOfInterface() {
        return this != REBOOT;
    }

    public static Optional<NetworkRung> parse(String word) {
        return Stream.of(values()).filter(rung -> rung.word().equals(word)).findFirst();
    }
}
