package peaceofmind.watchdog.act;

import java.util.Optional;
import java.util.OptionalLong;
import peaceofmind.watchdog.policy.UnitState;

/**
 * One look at a service.
 *
 * @param mainPid its main process, when it has one
 * @param runId a name for this run of its main process: another one after each start, whoever started it; empty when none runs
 * @param detail what the manager said, for people, such as {@code active (running)} or why it gave no answer
 */
public record ServiceStatus(UnitState state, OptionalLong mainPid, Optional<String> runId, String detail) {}
