// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet;

import java.util.Locale;
import peaceofmind.contract.health.HealthLevel;

/** How a device of the fleet is; those that need attention first. */
enum FleetState {
    /** The inventory lists it, and the server has nothing from it. */
    NEVER_SEEN(HealthLevel.DOWN),
    /** It has reported, and has not for longer than {@code fleet.silent_after}. */
    SILENT(HealthLevel.DOWN),
    /** It reports that it does not do its work. */
    DOWN(HealthLevel.DOWN),
    /** It works, and something needs attention. */
    DEGRADED(HealthLevel.DEGRADED),
    /** It does its work. */
    UP(HealthLevel.UP);

    private final HealthLevel level;

    FleetState(HealthLevel level) {
        this.level = level;
    }

    HealthLevel level() {
        return level;
    }

    /** As written in JSON: {@code never_seen}. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** As people read it: {@code never seen}. */
    String text() {
        return word().replace('_', ' ');
    }
}
