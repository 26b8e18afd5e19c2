// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.act;

import java.util.Optional;
import java.util.OptionalLong;
import peaceofmind.watchdog.policy.UnitState;

/**
 * The status of a service at one moment.
 *
 * @param mainPid its main process, if it has one
 * @param runId identifies the run of its main process: changes with each start, whoever started it; empty when none runs
 * @param detail a description for people, such as {@code active (running)}, or why the manager did not respond
 */
public record ServiceStatus(UnitState state, OptionalLong mainPid, Optional<String> runId, String detail) {}
