package peaceofmind.watchdog.policy;

import java.util.Optional;

/**
 * One look at one service.
 *
 * @param runId a name for this run of its main process, another one after each start; empty when none runs
 */
public record ServiceObservation(String service, HeartbeatObservation heartbeat, UnitState unit, Optional<String> runId) {}
