// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.ping;

import peaceofmind.contract.health.DeviceHealth;
import peaceofmind.contract.health.DeviceSnapshot;
import peaceofmind.contract.health.HealthLevel;

/**
 * How the device is, for a ping.
 *
 * @param failing whether the device does not do its work, or nobody can say whether it does, or nobody watches it
 * @param text for people
 */
record PingReport(boolean failing, String text) {

    /** The judgement of {@code peace status} and the page. A device that nobody watches is not well, even if it works at the moment. */
    static PingReport of(DeviceSnapshot snapshot) {
        DeviceHealth health = DeviceHealth.of(snapshot);
        boolean isFailing = switch (health.level()) {
            case UP, DEGRADED -> snapshot.watchdog().value().isEmpty();
            case UNKNOWN, DOWN -> true;
        };
        return new PingReport(
                isFailing,
                (health.level() == HealthLevel.UP ? "" : health.level().word() + ": ")
                        + health.sentence()
                        + (health.nextStep().isEmpty() ? "" : "\n" + health.nextStep()));
    }

    static PingReport failing(String text) {
        return new PingReport(true, text);
    }
}
