// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.recorder;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import peaceofmind.metrics.Family;

/** Times of the last success: absent until there is one. */
final class LastSuccessTimes {

    private LastSuccessTimes() {}

    static List<Family> families(Statement statement, Set<String> tables) throws SQLException {
        List<Family> out = new ArrayList<>();
        if (tables.contains("videos") && hasColumns(statement, "created_at", "quality", "status")) {
            queryTime(statement, "SELECT MAX(created_at) FROM videos WHERE quality = 'valid' AND status <> 'corrupted'")
                    .ifPresent(at -> out.add(Family.gauge(
                            "recorder_last_recording_timestamp_seconds",
                            "When the newest valid video was recorded, in seconds since 1970.",
                            at)));
        }
        Optional<String> uploads = tables.contains("upload_results")
                ? Optional.of("SELECT MAX(finished_at) FROM upload_results WHERE ok = 1")
                : tables.contains("videos") && hasColumns(statement, "status", "last_upload_attempt")
                        ? Optional.of("SELECT MAX(last_upload_attempt) FROM videos WHERE status = 'completed'")
                        : Optional.empty();
        if (uploads.isPresent()) {
            queryTime(statement, uploads.get())
                    .ifPresent(at -> out.add(Family.gauge(
                            "recorder_last_upload_timestamp_seconds",
                            "When an upload last succeeded, in seconds since 1970.",
                            at)));
        }
        return out;
    }

    /** Whether the table of videos has these columns. */
    static boolean hasColumns(Statement statement, String... columns) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM pragma_table_info('videos') WHERE name IN ('"
                + String.join("', '", columns) + "')")) {
            return row.next() && row.getInt(1) == columns.length;
        }
    }

    private static Optional<Double> queryTime(Statement statement, String query) throws SQLException {
        try (ResultSet row = statement.executeQuery(query)) {
            String text = row.next() ? row.getString(1) : null;
            return text == null ? Optional.empty() : parse(text);
        }
    }

    /** Our recorder writes UTC with a Z, the existing one local time without a zone. */
    static Optional<Double> parse(String text) {
        try {
            Instant at = text.endsWith("Z")
                    ? Instant.parse(text)
                    : LocalDateTime.parse(text.replace(' ', 'T'))
                            .atZone(ZoneId.systemDefault())
                            .toInstant();
            return Optional.of(at.toEpochMilli() / 1000.0);
        } catch (DateTimeParseException malformed) {
            return Optional.empty();
        }
    }
}
