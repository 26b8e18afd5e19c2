// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.recorder;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Family.Sample;

/** Queries of the recorder's database. The existing Python recorder has only the table of videos. */
final class DatabaseQueries {

    private static final List<String> STATUSES = List.of("pending", "in_progress", "completed", "failed", "corrupted");

    /** Both are UTC in the same format up to the second: comparing the texts compares the times. */
    private static final String UPLOAD_RESULTS_OF_DAY = "SELECT COUNT(*), SUM(ok) FROM upload_results"
            + " WHERE finished_at >= strftime('%Y-%m-%dT%H:%M:%S', 'now', '-1 day')";

    /** Of the existing recorder, which writes local time: the last attempt of each video that was uploaded, or was given up. */
    private static final String ATTEMPTS_OF_DAY =
            "SELECT COUNT(*), SUM(status = 'completed') FROM videos WHERE status IN ('completed', 'failed')"
                    + " AND replace(last_upload_attempt, ' ', 'T') >="
                    + " strftime('%Y-%m-%dT%H:%M:%S', 'now', '-1 day', 'localtime')";

    private record Counter(String row, String metric, String help) {}

    private static final List<Counter> COUNTERS = List.of(
            new Counter("VIDEOS_RECORDED", "recorder_videos_recorded_total", "Videos recorded."),
            new Counter("VIDEOS_UPLOADED", "recorder_videos_uploaded_total", "Videos uploaded."),
            new Counter("UPLOADS_FAILED", "recorder_upload_failures_total", "Failed uploads."),
            new Counter("VIDEOS_CORRUPTED", "recorder_videos_corrupted_total", "Videos found corrupted."),
            new Counter("ERRORS", "recorder_errors_total", "Errors of the recorder."),
            new Counter("RESTARTS", "recorder_restarts_total", "Starts of the recorder."));

    private DatabaseQueries() {}

    static List<Family> families(Statement statement) throws SQLException {
        Set<String> tables = new HashSet<>();
        try (ResultSet rows = statement.executeQuery("SELECT name FROM sqlite_master WHERE type = 'table'")) {
            while (rows.next()) {
                tables.add(rows.getString(1));
            }
        }
        List<Family> out = new ArrayList<>();
        if (tables.contains("videos")) {
            addVideos(statement, out);
        }
        if (tables.contains("counters")) {
            addCounters(statement, out);
        }
        if (tables.contains("upload_results")) {
            addLastDaySuccessRate(statement, UPLOAD_RESULTS_OF_DAY, out);
        } else if (tables.contains("videos")
                && LastSuccessTimes.hasColumns(statement, "status", "last_upload_attempt")) {
            addLastDaySuccessRate(statement, ATTEMPTS_OF_DAY, out);
        }
        out.addAll(LastSuccessTimes.families(statement, tables));
        return out;
    }

    private static void addVideos(Statement statement, List<Family> out) throws SQLException {
        Map<String, Long> counts = queryCounts(statement, "SELECT status, COUNT(*) FROM videos GROUP BY status");
        List<Sample> samples = STATUSES.stream()
                .map(status -> new Sample(Map.of("status", status), counts.getOrDefault(status, 0L)))
                .toList();
        out.add(new Family("recorder_videos_total", Family.Type.UNTYPED, "Videos in the table, by status.", samples));
        double completed = counts.getOrDefault("completed", 0L);
        double finished = completed + counts.getOrDefault("failed", 0L);
        out.add(Family.gauge(
                "recorder_upload_success_rate",
                "Upload success rate (0-1) of all videos in the table; 1 before the first upload.",
                finished == 0 ? 1 : completed / finished));
    }

    private static void addCounters(Statement statement, List<Family> out) throws SQLException {
        Map<String, Long> values = queryCounts(statement, "SELECT name, value FROM counters");
        for (Counter counter : COUNTERS) {
            Long value = values.get(counter.row());
            if (value != null) {
                out.add(Family.counter(counter.metric(), counter.help(), value));
            }
        }
    }

    private static void addLastDaySuccessRate(Statement statement, String query, List<Family> out) throws SQLException {
        try (ResultSet row = statement.executeQuery(query)) {
            if (row.next() && row.getLong(1) > 0) {
                out.add(Family.gauge(
                        "recorder_upload_success_rate_24h",
                        "Upload success rate (0-1) of the last 24 hours; absent when nothing was uploaded.",
                        row.getDouble(2) / row.getLong(1)));
            }
        }
    }

    private static Map<String, Long> queryCounts(Statement statement, String query) throws SQLException {
        Map<String, Long> counts = new HashMap<>();
        try (ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                counts.put(rows.getString(1), rows.getLong(2));
            }
        }
        return counts;
    }
}
