package peaceofmind.watchdog.loop;

import java.time.Duration;
import peaceofmind.watchdog.policy.DeviceTime;

/** Adds up the time that the device has been powered on, over all boots: no wall clock is needed for budgets then. */
final class PoweredOnTime {

    private final Duration beforeThisBoot;

    PoweredOnTime(HistoryStore.Loaded loaded, String bootId) {
        // What was not saved before a power cut is missing: budgets become tighter by it, never wider.
        this.beforeThisBoot =
                loaded.bootId().equals(bootId) ? loaded.poweredOn().minus(loaded.uptime()) : loaded.poweredOn();
    }

    DeviceTime at(Duration uptime) {
        return new DeviceTime(uptime, beforeThisBoot.plus(uptime));
    }
}
