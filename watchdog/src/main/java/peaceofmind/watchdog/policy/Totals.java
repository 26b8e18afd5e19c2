// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.policy;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The numbers of automatic actions since the installation. Unlike the journal they are never truncated, so counters based on
 * them never decrease. Immutable.
 *
 * @param restarts by service
 * @param reboots without those requested by operators
 */
public record Totals(Map<String, Long> restarts, long reboots) {

    static final Totals NONE = new Totals(Map.of(), 0);

    public Totals {
        restarts = Collections.unmodifiableMap(new LinkedHashMap<>(restarts));
    }

    /** Zero for a service that was never restarted. */
    public long restartsOf(String service) {
        return restarts.getOrDefault(service, 0L);
    }

    Totals withRestart(String service) {
        Map<String, Long> all = new LinkedHashMap<>(restarts);
        all.merge(service, 1L, Long::sum);
        return new Totals(all, reboots);
    }

    /** With the reboots of {@code earlier}. */
    Totals withRebootsOf(Totals earlier) {
        return new Totals(restarts, earlier.reboots);
    }

    Totals withReboot() {
        return new Totals(restarts, reboots + 1);
    }
}
