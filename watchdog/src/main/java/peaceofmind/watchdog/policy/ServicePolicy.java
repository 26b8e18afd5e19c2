// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.policy;

import java.time.Duration;
import java.util.Optional;

/**
 * The limits for a service.
 *
 * @param name of the service, unique on the device
 * @param staleAfter without a beat for this long it counts as frozen; 3 s to 1 h
 * @param startGrace after a start it has this long until its first beat; never less than {@code staleAfter}
 * @param verifyWithin a restart without a beat in this time counts as failed
 * @param maxRestarts when this number of restarts in {@code restartWindow} have failed in a row, a reboot is due
 * @param restartOnErrorAfter restart it when its heartbeat says {@code error} for this long; empty: error is alive
 * @param unstableRestarts a service that needs more restarts in an hour, though they help, is unstable; at least 1
 */
public record ServicePolicy(
        String name,
        Duration staleAfter,
        Duration startGrace,
        Duration verifyWithin,
        int maxRestarts,
        Duration restartWindow,
        Optional<Duration> restartOnErrorAfter,
        int unstableRestarts) {

    /** For a stop, a start, and a graceful restart. */
    public static final Duration ACTION_TIMEOUT = Duration.ofSeconds(30);

    private static final Duration MAX_KILL_TIMEOUT = Duration.ofMinutes(3);

    /** A minute when the service manager hangs, and the evidence before. */
    private static final Duration MAX_OVERRUN = Duration.ofSeconds(75);

    private static final int DEFAULT_UNSTABLE_RESTARTS = 6;

    public ServicePolicy {
        startGrace = startGrace.compareTo(staleAfter) < 0 ? staleAfter : startGrace;
    }

    /** With the usual limit of restarts that help. */
    public ServicePolicy(
            String name,
            Duration staleAfter,
            Duration startGrace,
            Duration verifyWithin,
            int maxRestarts,
            Duration restartWindow,
            Optional<Duration> restartOnErrorAfter) {
        this(
                name,
                staleAfter,
                startGrace,
                verifyWithin,
                maxRestarts,
                restartWindow,
                restartOnErrorAfter,
                DEFAULT_UNSTABLE_RESTARTS);
    }

    /** The guide's limits. */
    public static ServicePolicy defaults(String name) {
        return new ServicePolicy(
                name,
                Duration.ofSeconds(30),
                Duration.ofSeconds(60),
                Duration.ofSeconds(30),
                3,
                Duration.ofSeconds(600),
                Optional.empty());
    }

    /** For a restart that kills: a start that is later than its first beat is due has failed anyway. */
    public Duration killTimeout() {
        return verifyWithin.compareTo(MAX_KILL_TIMEOUT) < 0 ? verifyWithin : MAX_KILL_TIMEOUT;
    }

    /** After this time there will be no result of an action any more. */
    Duration actionLimit() {
        Duration timeout = killTimeout().compareTo(ACTION_TIMEOUT) < 0 ? ACTION_TIMEOUT : killTimeout();
        return timeout.plus(MAX_OVERRUN);
    }
}
