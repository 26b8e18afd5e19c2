// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.act;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import peaceofmind.watchdog.policy.UnitState;

/** Parses the output of {@code systemctl show}: a line {@code Name=value} for each property, in any order. */
final class UnitProperties {

    static final String PROPERTY_NAMES = "LoadState,ActiveState,SubState,Result,MainPID,InvocationID,Restart,"
            + "ExecMainStartTimestampMonotonic,ExecMainExitTimestampMonotonic,ActiveExitTimestampMonotonic";

    /** Load states in which a unit cannot be started. */
    private static final Map<String, String> LOAD_ERRORS = Map.of(
            "not-found", "systemd does not know this unit",
            "bad-setting", "systemd cannot use the unit: it has an invalid setting",
            "error", "systemd cannot read the unit");

    /** Results of exits that systemd itself caused. */
    private static final Set<String> SYSTEMD_INITIATED_RESULTS = Set.of("watchdog", "oom-kill", "start-limit-hit");

    private UnitProperties() {}

    static ServiceStatus parse(String output) {
        Map<String, String> values = new HashMap<>();
        for (String line : output.split("\n", -1)) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                values.put(line.substring(0, equals), line.substring(equals + 1).strip());
            }
        }
        String active = values.getOrDefault("ActiveState", "");
        String detail = active + " (" + values.getOrDefault("SubState", "?") + ")"
                + (active.equals("failed") ? ", result " + values.getOrDefault("Result", "?") : "");
        OptionalLong pid = pid(values.getOrDefault("MainPID", "0"));
        Optional<String> loadError = Optional.ofNullable(LOAD_ERRORS.get(values.getOrDefault("LoadState", "")));
        // A process keeps running when its unit file is removed.
        if (loadError.isPresent() && pid.isEmpty()) {
            return new ServiceStatus(UnitState.MISSING, OptionalLong.empty(), Optional.empty(), loadError.get());
        }
        Optional<String> runId = pid.isPresent()
                ? Optional.of(values.getOrDefault("InvocationID", "") + ":" + pid.getAsLong())
                : Optional.empty();
        return new ServiceStatus(unitState(active, values), pid, runId, detail);
    }

    private static UnitState unitState(String active, Map<String, String> values) {
        return switch (active) {
            case "active", "reloading", "refreshing" -> UnitState.ACTIVE;
            case "activating" -> UnitState.ACTIVATING;
            case "deactivating" -> UnitState.DEACTIVATING;
            case "inactive", "failed" ->
                // A transient state of an automatic restart (since systemd 254).
                values.getOrDefault("SubState", "").endsWith("-before-auto-restart")
                        ? UnitState.ACTIVATING
                        : inactiveState(active.equals("failed"), values);
            default -> UnitState.UNKNOWN;
        };
    }

    /**
     * Why the unit does not run. Its result does not say: a unit that had to be killed on a stop, one that exits with code 1 on SIGTERM, and
     * one that systemd has given up starting are all failed, and the last has the result of its last run ({@code start-limit-hit} only if
     * that run succeeded). The order of events does: a unit that is stopped leaves the active state before its process exits.
     */
    private static UnitState inactiveState(boolean failed, Map<String, String> values) {
        String result = values.getOrDefault("Result", "");
        long startedAt = micros(values, "ExecMainStartTimestampMonotonic");
        long exitedAt = micros(values, "ExecMainExitTimestampMonotonic");
        long leftActiveAt = micros(values, "ActiveExitTimestampMonotonic");
        boolean stopRequested =
                startedAt < leftActiveAt && leftActiveAt <= exitedAt && !SYSTEMD_INITIATED_RESULTS.contains(result);
        if (result.equals("start-limit-hit")) {
            return UnitState.START_LIMIT_HIT;
        } else if (failed) {
            return stopRequested ? UnitState.STOPPED : UnitState.FAILED;
        }
        // It exited on its own, and systemd is not configured to restart it. With Restart=always, somebody stopped it
        // while
        // systemd was waiting to restart it.
        boolean exitedOnItsOwn =
                startedAt > 0 && startedAt < exitedAt && exitedAt < leftActiveAt && result.equals("success");
        return exitedOnItsOwn && !values.getOrDefault("Restart", "").equals("always")
                ? UnitState.FAILED
                : UnitState.STOPPED;
    }

    /** Since boot; 0 if it never happened. */
    private static long micros(Map<String, String> values, String name) {
        String text = values.getOrDefault(name, "");
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
    }

    private static OptionalLong pid(String text) {
        return text.matches("[1-9]\\d{0,9}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }
}
