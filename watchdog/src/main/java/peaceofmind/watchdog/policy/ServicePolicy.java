package peaceofmind.watchdog.policy;

import java.time.Duration;
import java.util.Optional;

/**
 * How one service is judged.
 *
 * @param name of the service, unique on the device
 * @param staleAfter without a beat for this long it counts as frozen; 3 s to 1 h
 * @param startGrace after a start it has this long until its first beat; never less than {@code staleAfter}
 * @param verifyWithin a restart without a beat in this time counts as failed
 * @param maxRestarts when so many restarts in {@code restartWindow} did not help, a reboot is due
 * @param restartOnErrorAfter restart it when its heartbeat says {@code error} for this long; empty: error is alive
 */
public record ServicePolicy(
        String name,
        Duration staleAfter,
        Duration startGrace,
        Duration verifyWithin,
        int maxRestarts,
        Duration restartWindow,
        Optional<Duration> restartOnErrorAfter) {

    public ServicePolicy {
        startGrace = startGrace.compareTo(staleAfter) < 0 ? staleAfter : startGrace;
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
}
