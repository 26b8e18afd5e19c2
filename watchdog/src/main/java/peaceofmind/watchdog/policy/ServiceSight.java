package peaceofmind.watchdog.policy;

import java.util.Optional;

/**
 * One look at one service.
 *
 * @param run a name for this run of its main process, another one after each start; empty when none runs
 */
public record ServiceSight(String service, Pulse pulse, UnitState unit, Optional<String> run) {}
