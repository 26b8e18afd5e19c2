// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.loop;

import java.time.Duration;
import peaceofmind.watchdog.policy.DeviceTime;

/** Adds up the time that the device has been powered on, over all boots: budgets do not depend on the wall clock. */
final class PoweredOnTime {

    private final Duration beforeThisBoot;

    PoweredOnTime(HistoryStore.Loaded loaded, String bootId) {
        // Time that was not saved before a power cut is missing, which makes budgets tighter, never wider.
        this.beforeThisBoot =
                loaded.bootId().equals(bootId) ? loaded.poweredOn().minus(loaded.uptime()) : loaded.poweredOn();
    }

    DeviceTime at(Duration uptime) {
        return new DeviceTime(uptime, beforeThisBoot.plus(uptime));
    }
}
