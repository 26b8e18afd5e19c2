package peaceofmind.shipping.logs;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import peaceofmind.foundation.config.ConfigSection;

/**
 * Which entries of the journal are sent.
 *
 * @param units all when empty
 * @param serviceUnits the recorder's: their entries get the label {@code job="recorder-service"}
 * @param priority a name or number of syslog(3): this and what is graver
 * @param initialLookback how far back it begins where nothing was sent before
 */
record JournalConfig(
        Path command, List<String> units, List<String> serviceUnits, Optional<String> priority, Duration initialLookback) {

    static JournalConfig read(ConfigSection section) {
        Optional<String> priority =
                section.optionalText("priority", "Least priority, such as warning; all when empty.");
        if (priority.isPresent() && !priority.get().matches("[0-7]|emerg|alert|crit|err|warning|notice|info|debug")) {
            section.addProblem("priority", "must be 0 to 7, or emerg, alert, crit, err, warning, notice, info or debug");
        }
        List<String> units = section.texts("units", "Units whose entries are sent; all when empty.", List.of());
        return new JournalConfig(
                section.path("command", "The command that reads the journal.", Path.of("journalctl")),
                units,
                section.texts(
                        "service_units",
                        "Units of the recorder: their entries have the label job=\"recorder-service\".",
                        List.of("recorder.service")),
                priority,
                section.duration(
                        "first_time",
                        "How far back it begins where nothing was sent before.",
                        Duration.ofHours(1),
                        Duration.ZERO,
                        Duration.ofDays(7)));
    }
}
