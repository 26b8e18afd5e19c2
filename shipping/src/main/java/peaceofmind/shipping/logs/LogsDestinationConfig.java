// SPDX-License-Identifier: Apache-2.0
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
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigSection;
import peaceofmind.foundation.config.ConfiguredService;
import peaceofmind.shipping.http.EndpointConfig;

/**
 * One entry of {@code ship.logs}: a Loki.
 *
 * @param name used in messages, metrics and the positions file
 * @param job the label {@code job} of every line; when empty it depends on the source of the line
 * @param journal empty when the journal is not sent
 * @param mask patterns to hide in each line, besides the built-in ones
 */
public record LogsDestinationConfig(
        String name,
        EndpointConfig endpoint,
        Optional<String> job,
        Optional<JournalConfig> journal,
        List<Path> files,
        List<Pattern> mask,
        Duration batchWait) {

    /** Configuration section of everything that is sent from the device. */
    public static final String SECTION = "ship";

    /** Reads every entry; mistakes are recorded in the document. */
    public static List<LogsDestinationConfig> readAll(ConfigDocument document) {
        List<LogsDestinationConfig> all = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (ConfigSection entry : document.section(SECTION).sections("logs")) {
            LogsDestinationConfig config = read(entry, ConfiguredService.all(document));
            if (!names.add(config.name())) {
                entry.addProblem("name", "\"" + config.name() + "\" is used twice: give each destination its own name");
            }
            all.add(config);
        }
        return List.copyOf(all);
    }

    private static LogsDestinationConfig read(ConfigSection entry, List<ConfiguredService> watched) {
        String name = entry.text("name", "Name of the destination: letters, digits and dashes.", "cloud");
        if (!name.matches("[a-zA-Z0-9-]{1,40}")) {
            entry.addProblem("name", "\"" + name + "\" must be 1 to 40 letters, digits and dashes");
        }
        ConfigSection journal = entry.section("journal");
        List<Path> files = entry.texts("files", "Log files to send.", List.of()).stream()
                .map(Path::of)
                .toList();
        JournalConfig journalConfig = JournalConfig.read(journal, watched);
        if (!journal.isPresent() && files.isEmpty()) {
            entry.addProblem("files", "nothing to send: list files, or add a journal section");
        }
        return new LogsDestinationConfig(
                name,
                EndpointConfig.read(entry),
                entry.optionalText(
                        "job",
                        "Label job of every line; without it recorder-service, watchdog or syslog, by where a line is"
                                + " from."),
                journal.isPresent() ? Optional.of(journalConfig) : Optional.empty(),
                files,
                entry
                        .texts(
                                "mask",
                                "Regular expressions of text to hide: the last group of a match, or all of it.",
                                List.of())
                        .stream()
                        .flatMap(regex -> pattern(entry, regex).stream())
                        .toList(),
                entry.duration(
                        "batch_wait",
                        "Longest time a line waits to share a request with others.",
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
