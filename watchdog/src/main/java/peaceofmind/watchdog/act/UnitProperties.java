package peaceofmind.watchdog.act;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import peaceofmind.watchdog.policy.UnitState;

/** Reads what {@code systemctl show} prints: {@code Name=value}, one a line, in any order. */
final class UnitProperties {

    static final String PROPERTY_NAMES = "LoadState,ActiveState,SubState,Result,MainPID,InvocationID,Restart,"
            + "ExecMainStartTimestampMonotonic,ExecMainExitTimestampMonotonic,ActiveExitTimestampMonotonic";

    /** States of loading in which nothing can be started. */
    private static final Map<String, String> LOAD_ERRORS = Map.of(
            "not-found", "systemd knows no such unit",
            "bad-setting", "systemd can't use the unit: a setting of it is wrong",
            "error", "systemd can't read the unit");

    /** Ends that systemd itself brings about. */
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
        // What was started before its unit was taken away runs on.
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
                // A moment of an automatic restart (since systemd 254).
                values.getOrDefault("SubState", "").endsWith("-before-auto-restart")
                        ? UnitState.ACTIVATING
                        : inactiveState(active.equals("failed"), values);
            default -> UnitState.UNKNOWN;
        };
    }

    /**
     * Why it does not run. The result does not tell: a unit whose stop had to kill, one that answers SIGTERM by exit code 1, and one that
     * systemd has stopped trying to start all end as failed, and the last keeps the result of its last run ({@code start-limit-hit} only
     * stands there when that run succeeded). What tells is the order: who is asked to end leaves the active state before its process ends.
     */
    private static UnitState inactiveState(boolean failed, Map<String, String> values) {
        String result = values.getOrDefault("Result", "");
        long startedAt = micros(values, "ExecMainStartTimestampMonotonic");
        long exitedAt = micros(values, "ExecMainExitTimestampMonotonic");
        long leftActiveAt = micros(values, "ActiveExitTimestampMonotonic");
        boolean stopRequested = startedAt < leftActiveAt && leftActiveAt <= exitedAt && !SYSTEMD_INITIATED_RESULTS.contains(result);
        if (result.equals("start-limit-hit")) {
            return UnitState.START_LIMIT_HIT;
        } else if (failed) {
            return stopRequested ? UnitState.STOPPED : UnitState.FAILED;
        }
        // It ended by itself, and systemd was not told to start it again. With Restart=always somebody has ended the
        // pause
        // before the next start.
        boolean exitedOnItsOwn = startedAt > 0 && startedAt < exitedAt && exitedAt < leftActiveAt && result.equals("success");
        return exitedOnItsOwn && !values.getOrDefault("Restart", "").equals("always") ? UnitState.FAILED : UnitState.STOPPED;
    }

    /** Since boot; 0 when it never happened. */
    private static long micros(Map<String, String> values, String name) {
        String text = values.getOrDefault(name, "");
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
    }

    private static OptionalLong pid(String text) {
        return text.matches("[1-9]\\d{0,9}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }
}
