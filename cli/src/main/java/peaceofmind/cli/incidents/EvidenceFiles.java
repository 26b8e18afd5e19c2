package peaceofmind.cli.incidents;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The folders that the watchdog saved before it acted: {@code 2026-11-24T10-00-00.000_recorder_restart}. */
final class EvidenceFiles {

    private static final DateTimeFormatter TIME_FORMAT = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH-mm-ss.SSS", Locale.ROOT);
    private static final int TIME_LENGTH = 23;
    private static final Duration TIME_TOLERANCE = Duration.ofSeconds(5);

    private EvidenceFiles() {}

    /** Those of an incident, oldest first. */
    static List<Path> of(Path folder, Incident incident) throws IOException {
        List<Path> found = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return found;
        }
        Instant from = incident.startedAt().minus(TIME_TOLERANCE);
        Instant to = incident.endedAt().orElse(Instant.MAX.minus(TIME_TOLERANCE)).plus(TIME_TOLERANCE);
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "*_" + incident.service() + "_*")) {
            for (Path entry : entries) {
                Instant at = time(entry.getFileName().toString());
                if (at.isAfter(from) && at.isBefore(to)) {
                    found.add(entry);
                }
            }
        }
        found.sort(null);
        return found;
    }

    private static Instant time(String name) {
        try {
            return LocalDateTime.parse(name.substring(0, Math.min(TIME_LENGTH, name.length())), TIME_FORMAT)
                    .toInstant(ZoneOffset.UTC);
        } catch (DateTimeParseException invalid) {
            return Instant.MIN;
        }
    }

    /** The files of a folder, by name. */
    static List<Path> files(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            entries.forEach(files::add);
        }
        files.sort(null);
        return files;
    }
}
