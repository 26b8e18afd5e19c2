package peaceofmind.watchdog.policy;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * All that is remembered between two looks. Immutable.
 *
 * @param reboot the reboot that is under way
 * @param history the part of it that is on the disk
 * @param dryRunHistory the history as it would be if a dry run did what it decides; empty before its first look, and when there is none
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
    public record RebootUnderWay(Stage stage, Duration elapsed) {}

    /** How far a reboot has gone. */
    public enum Stage {
        ORDERED,
        FORCED,
        KEEP_ALIVE_STOPPED
    }

    public State {
        services = Collections.unmodifiableMap(new LinkedHashMap<>(services));
    }

    /** Without a dry run. */
    public State(Optional<RebootUnderWay> reboot, Map<String, ServiceState> services, History history) {
        this(reboot, services, history, Optional.empty());
    }

    /** Before the first look of this process. */
    public static State initial(History history) {
        return new State(Optional.empty(), Map.of(), history);
    }

    /** Empty before the first look at it. */
    public Optional<ServiceState> service(String name) {
        return Optional.ofNullable(services.get(name));
    }
}
