// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.storage;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads rows of the table {@code videos}, also those that another program has written. */
final class VideoRows {

    static final String CAMERA_COLUMN = "camera";

    private VideoRows() {}

    static Video video(ResultSet row, StorageFolders folders) throws SQLException {
        String fileName = row.getString("filename");
        VideoStatus status =
                VideoStatus.fromColumnValue(row.getString("status")).orElse(VideoStatus.FAILED);
        return new Video(
                row.getLong("id"),
                fileName,
                parsePath(row.getString("filepath"))
                        .orElseGet(() -> folders.forStatus(status).resolve(fileName)),
                Timestamps.read(Optional.ofNullable(row.getString("created_at"))),
                status,
                row.getInt("upload_attempts"),
                Timestamps.read(Optional.ofNullable(row.getString("last_upload_attempt"))));
    }

    static VideoDetails details(ResultSet row, StorageFolders folders) throws SQLException {
        Optional<String> validationError = Optional.ofNullable(row.getString("validation_error"));
        return new VideoDetails(
                video(row, folders),
                positive(row, "duration_seconds").map(Duration::ofSeconds),
                positive(row, "file_size_bytes"),
                Optional.ofNullable(row.getString("upload_error")).or(() -> validationError),
                camera(row),
                Optional.ofNullable(row.getString("youtube_url")));
    }

    /** The table has that column only since there are several cameras. */
    private static Optional<String> camera(ResultSet row) throws SQLException {
        ResultSetMetaData columns = row.getMetaData();
        for (int column = 1; column <= columns.getColumnCount(); column++) {
            if (columns.getColumnName(column).equals(CAMERA_COLUMN)) {
                return Optional.ofNullable(row.getString(column));
            }
        }
        return Optional.empty();
    }

    private static Optional<Long> positive(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() || value < 0 ? Optional.empty() : Optional.of(value);
    }

    /** Bit errors on an SD card can leave text that is not a valid path. */
    static Optional<Path> parsePath(@Nullable String text) {
        try {
            return Optional.ofNullable(text).map(Path::of);
        } catch (InvalidPathException unreadable) {
            return Optional.empty();
        }
    }
}
