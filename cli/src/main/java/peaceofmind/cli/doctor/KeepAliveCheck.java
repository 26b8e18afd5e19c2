// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import peaceofmind.watchdog.config.ServiceConfig;

/**
 * Whether watched units with {@code WatchdogSec=} send systemd the keep-alives that it then expects: systemd.service(5). The guide's unit
 * for the Python recorder does not.
 */
final class KeepAliveCheck implements Check {

    private static final Set<String> NO_WATCHDOG = Set.of("", "0", "infinity");

    /** A program that has just been started may have sent none yet. */
    private static final double MIN_ACTIVE_SECONDS = 15;

    /** systemd itself notes the start as the first one. */
    private static final double SAME_SECONDS = 1;

    @Override
    public String name() {
        return "keep-alives";
    }

    @Override
    public String rationale() {
        return "systemd kills a unit with WatchdogSec= that sends it none, however healthy it is, again and again";
    }

    @Override
    public Finding run(DoctorContext context) throws InterruptedException {
        List<String> units = context.config().watchdog().services().stream()
                .map(ServiceConfig::unit)
                .flatMap(Optional::stream)
                .toList();
        if (context.isDemo() || units.isEmpty() || !context.machine().hasSystemd()) {
            return Finding.notApplicable("no unit of systemd");
        }
        List<String> problems = new ArrayList<>();
        for (String unit : units) {
            context.machine()
                    .output(
                            "systemctl",
                            "show",
                            "-p",
                            "ActiveState,WatchdogUSec,WatchdogTimestampMonotonic,ActiveEnterTimestampMonotonic",
                            "--",
                            unit)
                    .flatMap(shown -> problem(unit, properties(shown), uptime(context)))
                    .ifPresent(problems::add);
        }
        return problems.isEmpty()
                ? Finding.good("no watched unit waits for them in vain")
                : Finding.attention(
                        String.join("; ", problems),
                        "sudo systemctl edit UNIT, [Service] WatchdogSec=0: the heartbeat or the probes take its place");
    }

    private static Optional<String> problem(String unit, Map<String, String> shown, double uptime) {
        double since = seconds(shown.getOrDefault("ActiveEnterTimestampMonotonic", ""));
        double last = seconds(shown.getOrDefault("WatchdogTimestampMonotonic", ""));
        String limit = shown.getOrDefault("WatchdogUSec", "");
        boolean waits = "active".equals(shown.get("ActiveState"))
                && !NO_WATCHDOG.contains(limit)
                && uptime - since > MIN_ACTIVE_SECONDS
                && last - since < SAME_SECONDS;
        return waits
                ? Optional.of(unit + " has WatchdogSec=" + limit + ", and has sent no keep-alive since its" + " start "
                        + Math.round(uptime - since) + " s ago")
                : Optional.empty();
    }

    private static Map<String, String> properties(String shown) {
        Map<String, String> properties = new HashMap<>();
        shown.lines().forEach(line -> {
            int separator = line.indexOf('=');
            if (separator > 0) {
                properties.put(line.substring(0, separator), line.substring(separator + 1));
            }
        });
        return properties;
    }

    /** Of a time in microseconds; zero when there is none. */
    private static double seconds(String microseconds) {
        return microseconds.matches("\\d{1,18}") ? Long.parseLong(microseconds) / 1e6 : 0;
    }

    /** Zero when it can't be read: then nothing is old enough to be judged. */
    private static double uptime(DoctorContext context) {
        try {
            return Double.parseDouble(
                    Files.readString(context.machine().path("/proc/uptime")).split(" ", -1)[0]);
        } catch (IOException | NumberFormatException unreadable) {
            return 0;
        }
    }
}
