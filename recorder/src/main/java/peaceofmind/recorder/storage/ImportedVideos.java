// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.storage;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;

/**
 * What has been taken over from another recorder: the rows of the table {@code imported_videos}. It has the other recorder's rows word for
 * word, also those without a file, and under which name each file is here; a second import takes nothing twice. Thread-safe.
 */
public final class ImportedVideos {

    private final VideoStore store;
    private final String source;

    /**
     * A row or a file of the other recorder.
     *
     * @param fileName of its video here; empty: there is none
     * @param bytes size of its file when it was taken over; empty: it had none
     * @param original its row as JSON; empty for a file without a row
     */
    public record Entry(Optional<String> fileName, Optional<Long> bytes, Optional<String> original) {}

    /**
     * A new video with the columns of its row.
     *
     * @param columns values of columns of the table {@code videos}, except those that follow from name and status; others are NULL
     */
    public record NewVideo(String fileName, VideoStatus status, Map<String, Object> columns) {
        public NewVideo {
            columns = Map.copyOf(columns);
        }
    }

    /** @param source the other recorder's folder of videos */
    public ImportedVideos(VideoStore store, String source) {
        this.store = store;
        this.source = source;
    }

    /** What is known of a row or file; empty when it is new. */
    public Optional<Entry> find(String item) throws StorageException {
        synchronized (store) {
            try {
                return store
                        .database()
                        .query(
                                ImportedVideos::entry,
                                "SELECT filename, bytes, original FROM imported_videos WHERE source = ? AND item = ?",
                                source,
                                item)
                        .stream()
                        .findFirst();
            } catch (SQLException failure) {
                throw new StorageException("cannot read " + store.folders().database(), failure);
            }
        }
    }

    private static Entry entry(ResultSet row) throws SQLException {
        long bytes = row.getLong("bytes");
        Optional<Long> size = row.wasNull() ? Optional.empty() : Optional.of(bytes);
        return new Entry(
                Optional.ofNullable(row.getString("filename")), size, Optional.ofNullable(row.getString("original")));
    }

    /** Adds a video whose file is in the folder of its status, together with what was taken over. */
    public void add(String item, NewVideo video, Entry entry) throws StorageException {
        synchronized (store) {
            store.inTransaction(() -> {
                insert(video);
                saveEntry(item, entry);
            });
        }
    }

    private void insert(NewVideo video) throws SQLException {
        Map<String, Object> columns = video.columns();
        String now = Timestamps.write(store.clock().now());
        store.database()
                .update(
                        """
                        INSERT INTO videos (filename, filepath, created_at, updated_at, duration_seconds, file_size_bytes, status, \
                        upload_attempts, last_upload_attempt, upload_error, youtube_url, quality, validation_error) \
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                        video.fileName(),
                        store.folders()
                                .forStatus(video.status())
                                .resolve(video.fileName())
                                .toString(),
                        columns.getOrDefault("created_at", now),
                        columns.getOrDefault("updated_at", now),
                        columns.get("duration_seconds"),
                        columns.get("file_size_bytes"),
                        video.status().columnValue(),
                        columns.getOrDefault("upload_attempts", 0),
                        columns.get("last_upload_attempt"),
                        columns.get("upload_error"),
                        columns.get("youtube_url"),
                        columns.get("quality"),
                        columns.get("validation_error"));
    }

    /** Records what was taken over, or could not be. */
    public void save(String item, Entry entry) throws StorageException {
        synchronized (store) {
            store.inTransaction(() -> saveEntry(item, entry));
        }
    }

    private void saveEntry(String item, Entry entry) throws SQLException {
        store.database()
                .update(
                        "INSERT OR REPLACE INTO imported_videos (source, item, filename, bytes, original, imported_at)"
                                + " VALUES (?, ?, ?, ?, ?, ?)",
                        source,
                        item,
                        entry.fileName().orElse(null),
                        entry.bytes().orElse(null),
                        entry.original().orElse(null),
                        Timestamps.write(store.clock().now()));
    }

    /** The other recorder has uploaded a video that still waits here: it is not uploaded again. */
    public void markUploaded(String item, Video video, Map<String, Object> columns, Entry entry)
            throws StorageException {
        synchronized (store) {
            store.inTransaction(() -> {
                store.setStatus(video, VideoStatus.COMPLETED);
                store.database()
                        .update(
                                "UPDATE videos SET youtube_url = ?, upload_error = NULL WHERE id = ?",
                                columns.get("youtube_url"),
                                video.id());
                store.database().update("DELETE FROM target_uploads WHERE video_id = ?", video.id());
                saveEntry(item, entry);
            });
            store.moveFile(video.fileName(), VideoStatus.COMPLETED);
        }
    }
}
