// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.policy;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The state between two evaluations. Immutable.
 *
 * @param reboot the reboot in progress
 * @param history the part that is saved to the disk
 * @param dryRunHistory the history as if a dry run had executed its decisions; empty without one, and before its first evaluation
 */
public record State(
        Optional<RebootUnderWay> reboot,
        Map<String, ServiceState> services,
        History history,
        Optional<History> dryRunHistory) {

    /**
     * A reboot that was ordered and has not happened yet.
     *
     * @param elapsed observed time since it was ordered
     */
    public record RebootUnderWay(RebootPhase phase, Duration elapsed) {}

    /** The phases of a reboot. */
    public enum RebootPhase {
        ORDERED,
        FORCED,
        LEFT_TO_SYSTEMD
    }

    public State {
        services = Collections.unmodifiableMap(new LinkedHashMap<>(services));
    }

    /** Without a dry run. */
    public State(Optional<RebootUnderWay> reboot, Map<String, ServiceState> services, History history) {
        this(reboot, services, history, Optional.empty());
    }

    /** After a reboot was ordered and refused: it is not under way, and does not count. */
    public State withoutReboot(History before) {
        return new State(Optional.empty(), services, history.withRebootsOf(before), dryRunHistory);
    }

    /** With other outages and repairs of the network. */
    public State withNetwork(NetworkHistory changed) {
        return history.network().equals(changed)
                ? this
                : new State(reboot, services, history.withNetwork(changed), dryRunHistory);
    }

    /** Before the first evaluation of this process. */
    public static State initial(History history) {
        return new State(Optional.empty(), Map.of(), history);
    }

    /** Empty before the first observation of the service. */
    public Optional<ServiceState> service(String name) {
        return Optional.ofNullable(services.get(name));
    }
}
