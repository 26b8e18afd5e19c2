// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.logs;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import peaceofmind.foundation.config.ConfigSection;
import peaceofmind.foundation.config.ConfiguredService;
import peaceofmind.foundation.config.UnitName;

/**
 * Which journal entries are sent.
 *
 * @param units units to send; all when empty
 * @param serviceUnits the recorder's units: their entries get the label {@code job="recorder-service"}
 * @param priority the lowest priority to send, as a name or number of syslog(3)
 * @param initialLookback how far back to start on the first run
 */
record JournalConfig(
        Path command,
        List<String> units,
        List<String> serviceUnits,
        Optional<String> priority,
        Duration initialLookback) {

    /** @param watched the watched services, whose units are the default of {@code service_units} */
    static JournalConfig read(ConfigSection section, List<ConfiguredService> watched) {
        Optional<String> priority =
                section.optionalText("priority", "Lowest priority to send, such as warning; all when empty.");
        if (priority.isPresent() && !priority.get().matches("[0-7]|emerg|alert|crit|err|warning|notice|info|debug")) {
            section.addProblem(
                    "priority", "must be 0 to 7, or emerg, alert, crit, err, warning, notice, info or debug");
        }
        List<String> units =
                complete(section.texts("units", "Units whose entries are sent; all when empty.", List.of()));
        return new JournalConfig(
                section.path("command", "Command that reads the journal.", Path.of("journalctl")),
                units,
                complete(section.texts(
                        "service_units",
                        "Units of the watched program: their entries have the label job=\"recorder-service\" (default:"
                                + " those of watchdog.services).",
                        watched.stream()
                                .map(ConfiguredService::unit)
                                .flatMap(Optional::stream)
                                .toList())),
                priority,
                section.duration(
                        "first_time",
                        "How far back to start when nothing has been sent yet.",
                        Duration.ofHours(1),
                        Duration.ZERO,
                        Duration.ofDays(7)));
    }

    private static List<String> complete(List<String> units) {
        return units.stream().map(UnitName::complete).toList();
    }
}
