// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** The logs that the page can follow. */
final class LogSources {

    static final List<String> NAMES = List.of("service", "watchdog", "system");

    private static final Pattern ERROR_PATTERN = Pattern.compile(
            "\\b(error|fatal|crit(ical)?|panic|exception|failed|failure|under-?voltage|out of memory|oom)\\b");
    private static final Pattern WARNING_PATTERN = Pattern.compile("\\b(warn(ing)?|stale|retry|timeout|timed out)\\b");

    private final DashboardConfig.Logs logs;
    private final Clock clock;

    LogSources(DashboardConfig.Logs logs, Clock clock) {
        this.logs = logs;
        this.clock = clock;
    }

    /** A reader of the log; empty when the name is unknown. */
    Optional<LogReader> open(String name) {
        return switch (name) {
            case "service" -> Optional.of(service());
            case "watchdog" -> Optional.of(new LogTail(logs.watchdog()));
            case "system" ->
                Optional.of(logs.system().<LogReader>map(LogTail::new).orElseGet(() -> new JournalTail(clock)));
            default -> Optional.empty();
        };
    }

    private LogReader service() {
        if (logs.service().isPresent()) {
            return new LogTail(logs.service().get());
        } else if (logs.unit().isPresent()) {
            return new JournalTail(clock, logs.unit().get());
        }
        return () -> {
            throw new IOException("no log file of this program is known: name it in watchdog.services (logs)");
        };
    }

    /** Adds a level ({@code error}, {@code warning} or {@code info}) to a line. It is guessed from the text: logs have no common format. */
    static JsonObject classify(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        String level = ERROR_PATTERN.matcher(lower).find() && !lower.contains(" info ")
                ? "error"
                : WARNING_PATTERN.matcher(lower).find() && !lower.contains(" info ") ? "warning" : "info";
        return Json.object().put("level", level).put("text", text).build();
    }
}
