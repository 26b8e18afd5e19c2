package peaceofmind.shipping.logs;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import peaceofmind.shipping.http.EndpointConfig;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigSection;

/**
 * One entry of {@code ship.logs}: a Loki.
 *
 * @param name for messages, metrics and the file of positions
 * @param job the label {@code job} of every line; empty: by the line's source
 * @param journal empty: the journal is not sent
 * @param mask hidden in each line, beside the usual secrets
 */
public record LogsDestinationConfig(
        String name,
        EndpointConfig endpoint,
        Optional<String> job,
        Optional<JournalConfig> journal,
        List<Path> files,
        List<Pattern> mask,
        Duration batchWait) {

    /** Name of the section that says what leaves the device. */
    public static final String SECTION = "ship";

    /** Reads every entry; mistakes are recorded in the document. */
    public static List<LogsDestinationConfig> readAll(ConfigDocument document) {
        List<LogsDestinationConfig> all = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (ConfigSection entry : document.section(SECTION).sections("logs")) {
            LogsDestinationConfig config = read(entry);
            if (!names.add(config.name())) {
                entry.addProblem("name", "\"" + config.name() + "\" is there twice: give each destination its own");
            }
            all.add(config);
        }
        return List.copyOf(all);
    }

    private static LogsDestinationConfig read(ConfigSection entry) {
        String name = entry.text("name", "Name of the destination, of letters, digits and dashes.", "cloud");
        if (!name.matches("[a-zA-Z0-9-]{1,40}")) {
            entry.addProblem("name", "\"" + name + "\" must be 1 to 40 letters, digits and dashes");
        }
        ConfigSection journal = entry.section("journal");
        List<Path> files = entry.texts("files", "Log files to send.", List.of()).stream()
                .map(Path::of)
                .toList();
        JournalConfig journalConfig = JournalConfig.read(journal);
        if (!journal.isPresent() && files.isEmpty()) {
            entry.addProblem("files", "nothing is sent: give files, or a section journal");
        }
        return new LogsDestinationConfig(
                name,
                EndpointConfig.read(entry),
                entry.optionalText(
                        "job",
                        "Label job of every line; without it recorder-service, watchdog or syslog, by where a line is from."),
                journal.isPresent() ? Optional.of(journalConfig) : Optional.empty(),
                files,
                entry
                        .texts("mask", "Regular expressions of what is hidden; the last group, or all.", List.of())
                        .stream()
                        .flatMap(regex -> pattern(entry, regex).stream())
                        .toList(),
                entry.duration(
                        "batch_wait",
                        "Longest that a line waits for others to be sent with.",
                        Duration.ofSeconds(10),
                        Duration.ofMillis(100),
                        Duration.ofMinutes(10)));
    }

    private static Optional<Pattern> pattern(ConfigSection entry, String regex) {
        try {
            return Optional.of(Pattern.compile(regex));
        } catch (PatternSyntaxException malformed) {
            entry.addProblem("mask", "\"" + regex + "\" is not a regular expression: " + malformed.getDescription());
            return Optional.empty();
        }
    }
}
