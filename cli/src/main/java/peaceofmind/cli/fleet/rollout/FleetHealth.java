// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet.rollout;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import peaceofmind.cli.terminal.CommandFailedException;

/** What the server that the fleet ships to says about its devices. */
@FunctionalInterface
public interface FleetHealth {

    /** How a device is; the order in which a roll-out takes them. */
    enum Condition {
        /** It does its work. */
        WELL,
        /** It does its work, and something needs attention. */
        DEGRADED,
        /** It reports that it does not do its work. */
        DOWN,
        /** Nothing comes from it. */
        AWAY
    }

    /**
     * One device.
     *
     * @param lastSeen time of its newest sample; empty if there is none
     * @param findings what needs attention, whole sentences
     */
    record Observation(Condition condition, Optional<Instant> lastSeen, List<String> findings) {

        /** Of a device that the server does not know. */
        static final Observation NONE =
                new Observation(Condition.AWAY, Optional.empty(), List.of("The server has nothing from it."));
    }

    /**
     * By the device's name.
     *
     * @throws CommandFailedException the server does not respond as it should
     */
    Map<String, Observation> read() throws CommandFailedException;
}
