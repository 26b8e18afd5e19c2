// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.log;

import java.io.PrintStream;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import peaceofmind.foundation.time.Clock;

/**
 * Writes one line per message to standard error, and to a file if there is one. Under systemd, lines have a priority prefix
 * ({@code sd-daemon(3)}) and no time, since the journal adds its own. Thread-safe; never throws.
 */
public final class Log {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    private final Clock clock;
    private final PrintStream console;
    private final boolean journal;
    private final Optional<LogFile> file;
    private final String prefix;

    private Log(Clock clock, PrintStream console, boolean journal, Optional<LogFile> file, String prefix) {
        this.clock = clock;
        this.console = console;
        this.journal = journal;
        this.file = file;
        this.prefix = prefix;
    }

    /** The log of a process, on its standard error. */
    public static Log toConsole(Clock clock, Optional<LogFile> file) {
        return new Log(clock, System.err, isJournal(System.getenv()), file, "");
    }

    /** A log that a test can read. */
    public static Log to(PrintStream console, Clock clock) {
        return new Log(clock, console, false, Optional.empty(), "");
    }

    /** The log of a process with the given environment. */
    static Log to(PrintStream console, Clock clock, Map<String, String> environment, Optional<LogFile> file) {
        return new Log(clock, console, isJournal(environment), file, "");
    }

    /** The same log for one of several parts of the same kind, whose messages start with its name and a colon. */
    public Log ofPart(String name) {
        return new Log(clock, console, journal, file, prefix + name + ": ");
    }

    public void info(String message) {
        write(Level.INFO, message);
    }

    /** Something is wrong, but the process can continue. */
    public void warn(String message) {
        write(Level.WARNING, message);
    }

    /** Something that needs a person's attention. */
    public void error(String message) {
        write(Level.ERROR, message);
    }

    private void write(Level level, String message) {
        // A line break would turn one message into two, the second one without a level; other control characters would
        // be executed.
        String line = PlainText.of((prefix + message).replace("\n", " | "));
        if (journal) {
            console.println("<" + level.priority + ">" + line);
        }
        String timestamped = TIME.format(clock.now().atZone(ZoneId.systemDefault())) + " " + level + " " + line;
        if (!journal) {
            console.println(timestamped);
        }
        file.ifPresent(logFile -> logFile.append(timestamped));
    }

    private static boolean isJournal(Map<String, String> environment) {
        return environment.containsKey("JOURNAL_STREAM");
    }

    private enum Level {
        INFO(6),
        WARNING(4),
        ERROR(3);

        /** As in syslog(3). */
        private final int priority;

        Level(int priority) {
            this.priority = priority;
        }
    }
}
