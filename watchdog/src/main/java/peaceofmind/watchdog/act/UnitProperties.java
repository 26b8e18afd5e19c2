package peaceofmind.watchdog.act;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import peaceofmind.watchdog.policy.UnitState;

/** Reads what {@code systemctl show} prints: {@code Name=value}, one a line, in any order. */
final class UnitProperties {

    static final String NAMES = "LoadState,ActiveState,SubState,Result,MainPID,InvocationID,Restart";

    private UnitProperties() {}

    static ServiceLook parse(String output) {
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
        if (values.getOrDefault("LoadState", "").equals("not-found")) {
            return new ServiceLook(
                    UnitState.UNKNOWN, OptionalLong.empty(), Optional.empty(), "systemd knows no such unit");
        }
        OptionalLong pid = pid(values.getOrDefault("MainPID", "0"));
        Optional<String> run = pid.isPresent()
                ? Optional.of(values.getOrDefault("InvocationID", "") + ":" + pid.getAsLong())
                : Optional.empty();
        return new ServiceLook(state(active, values), pid, run, detail);
    }

    private static UnitState state(String active, Map<String, String> values) {
        return switch (active) {
            case "active", "reloading", "refreshing" -> UnitState.ACTIVE;
            case "activating" -> UnitState.ACTIVATING;
            case "deactivating" -> UnitState.DEACTIVATING;
            case "inactive" -> UnitState.STOPPED;
            case "failed" -> failed(values);
            default -> UnitState.UNKNOWN;
        };
    }

    private static UnitState failed(Map<String, String> values) {
        if (values.getOrDefault("Result", "").equals("start-limit-hit")) {
            return UnitState.START_LIMIT_HIT;
        }
        // With Restart=always systemd starts again after every end but one that was asked for: it was stopped, and had
        // to be killed.
        return values.getOrDefault("Restart", "").equals("always") ? UnitState.STOPPED : UnitState.FAILED;
    }

    private static OptionalLong pid(String text) {
        return text.matches("[1-9]\\d{0,9}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }
}
