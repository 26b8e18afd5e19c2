// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.health;

import java.util.Locale;

/** A part of a device that is judged; of equally bad findings, that of the first component makes the sentence. */
public enum HealthComponent {
    SERVICE,
    WATCHDOG,
    DISK,
    DEVICE,
    ALERT,
    UPLOADS,
    NETWORK,
    SHIPPING,
    AGENT;

    /** As written in JSON: {@code watchdog}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
