// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.network;

import java.time.Duration;
import java.util.Optional;
import peaceofmind.contract.network.LayerState;

/**
 * Decides when DNS and the internet are probed: never while receivers accept data, since that proves both; at once when something
 * changes; otherwise at growing intervals, for at most a megabyte a month.
 */
final class ProbeSchedule {

    static final Duration WHILE_UP = Duration.ofMinutes(30);
    static final Duration FIRST_RETRY = Duration.ofSeconds(30);
    static final Duration MAX_RETRY = Duration.ofMinutes(5);

    private Optional<Long> lastNanos = Optional.empty();
    private int lastFingerprint;
    private Duration interval = Duration.ZERO;

    /**
     * Whether to probe now.
     *
     * @param fingerprint of everything that is known without probes: when it changes, an older result says nothing
     */
    boolean isDue(long nowNanos, int fingerprint) {
        return lastNanos.isEmpty()
                || fingerprint != lastFingerprint
                || nowNanos - lastNanos.get() >= interval.toNanos();
    }

    void probed(long nowNanos, int fingerprint, LayerState internet) {
        boolean failsAgain = internet != LayerState.UP && fingerprint == lastFingerprint && interval.isPositive();
        Duration retry = failsAgain && interval.compareTo(WHILE_UP) < 0 ? interval.multipliedBy(2) : FIRST_RETRY;
        interval = internet == LayerState.UP ? WHILE_UP : retry.compareTo(MAX_RETRY) > 0 ? MAX_RETRY : retry;
        lastNanos = Optional.of(nowNanos);
        lastFingerprint = fingerprint;
    }

    /** Nothing is known any more: probe at the next reading. */
    void reset() {
        lastNanos = Optional.empty();
    }
}
