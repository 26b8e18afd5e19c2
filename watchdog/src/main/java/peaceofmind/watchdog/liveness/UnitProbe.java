// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.liveness;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import peaceofmind.linux.Subprocess;

/**
 * A unit that must keep its own watchdog alive ({@code WatchdogSec=}, sd_notify(3)): the time of its last keep-alive must change. One
 * without a watchdog must be active, which says no more than that it has not exited. Starts {@code systemctl}.
 */
final class UnitProbe implements Probe {

    private static final int MAX_OUTPUT_BYTES = 4 * 1024;
    private static final Set<String> ACTIVE = Set.of("active", "reloading", "refreshing");
    private static final Set<String> NO_WATCHDOG = Set.of("", "0", "infinity");

    private final String systemctl;
    private final String unit;
    private final Duration timeout;
    private Optional<String> lastKeepAlive = Optional.empty();

    /** @param systemctl the command; tests replace it */
    UnitProbe(String systemctl, String unit, Duration timeout) {
        this.systemctl = systemctl;
        this.unit = unit;
        this.timeout = timeout;
    }

    @Override
    public void reset() {
        lastKeepAlive = Optional.empty();
    }

    @Override
    public ProbeResult run() throws InterruptedException {
        List<String> command = List.of(
                systemctl,
                "show",
                unit,
                "--no-pager",
                "--property=LoadState,ActiveState,WatchdogUSec,WatchdogTimestampMonotonic");
        return switch (Subprocess.run(command, timeout, MAX_OUTPUT_BYTES)) {
            case Subprocess.Exited exited when exited.succeeded() -> judge(parse(exited.output()));
            case Subprocess.Exited exited ->
                new ProbeResult.Inconclusive(
                        "systemctl show " + unit + ": " + exited.errorOutput().strip());
            case Subprocess.TimedOut _ ->
                new ProbeResult.Inconclusive(
                        "systemd did not respond within " + ProbeConnection.seconds(timeout) + " s");
            case Subprocess.NotStarted notStarted -> new ProbeResult.Inconclusive(notStarted.reason());
        };
    }

    private static Map<String, String> parse(String output) {
        Map<String, String> values = new HashMap<>();
        output.lines().filter(line -> line.contains("=")).forEach(line -> {
            int equals = line.indexOf('=');
            values.put(line.substring(0, equals), line.substring(equals + 1).strip());
        });
        return values;
    }

    private ProbeResult judge(Map<String, String> values) {
        String active = values.getOrDefault("ActiveState", "");
        if (values.getOrDefault("LoadState", "").equals("not-found")) {
            return new ProbeResult.Inconclusive("systemd does not know " + unit);
        } else if (active.isEmpty()) {
            return new ProbeResult.Inconclusive("systemd does not say how " + unit + " is");
        } else if (!ACTIVE.contains(active)) {
            return new ProbeResult.Silent(unit + " is " + active);
        } else if (NO_WATCHDOG.contains(values.getOrDefault("WatchdogUSec", ""))) {
            return new ProbeResult.Alive();
        }
        Optional<String> keepAlive = Optional.of(values.getOrDefault("WatchdogTimestampMonotonic", "0"));
        Optional<String> before = lastKeepAlive;
        lastKeepAlive = keepAlive;
        return before.isPresent() && !before.equals(keepAlive)
                ? new ProbeResult.Alive()
                : new ProbeResult.Silent(unit + " sends no keep-alive to systemd");
    }
}
