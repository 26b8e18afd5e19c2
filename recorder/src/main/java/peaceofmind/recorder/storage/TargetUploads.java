// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.storage;

import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What each target of uploads has of each video: the rows of the table {@code target_uploads}. The status of a video follows from them: it
 * is uploaded when all targets have it, and failed when none that still waits is left. Thread-safe; one for all targets.
 */
public final class TargetUploads {

    /** Results are needed for the success rate of the last day; the margin allows for late readers. */
    private static final Duration UPLOAD_RESULT_RETENTION = Duration.ofDays(2);

    private static final String WAITING = "waiting";
    private static final String UPLOADED = "uploaded";
    private static final String FAILED = "failed";
    private static final String REFUSED = "refused";

    /** A video with the attempts of one target instead of those of the whole row. */
    private static final String SELECT = """
        SELECT v.id, v.filename, v.filepath, v.created_at, v.status, COALESCE(t.attempts, 0) AS upload_attempts, \
        t.last_attempt AS last_upload_attempt FROM videos v \
        LEFT JOIN target_uploads t ON t.video_id = v.id AND t.target = ? WHERE""";

    private final VideoStore store;
    private final List<String> targets;
    private final Set<Upload> running = new HashSet<>();
    private boolean prepared;

    /** An upload that runs in this process. */
    private record Upload(long videoId, String target) {}

    /**
     * An upload that can be resumed.
     *
     * @param session of the target's own making; it can be as good as a password, and never appears in messages
     * @param offset number of bytes that the target had when this was saved
     * @param bytes size of the video when the session started
     */
    public record SavedSession(String session, long offset, long bytes) {}

    /** @param targets their names, at least one; the first one inherits the attempts of an earlier version, which had only one */
    public TargetUploads(VideoStore store, List<String> targets) {
        this.store = store;
        this.targets = List.copyOf(targets);
    }

    /** The videos. */
    public VideoStore store() {
        return store;
    }

    /**
     * Once, when the database can be used: takes attempts over from an earlier version, and gives videos the status that follows from the
     * configured targets, of which some may be new and others gone.
     */
    public void prepare() throws StorageException {
        synchronized (store) {
            if (prepared) {
                return;
            }
            store.inTransaction(() -> store.database().update("""
                INSERT INTO target_uploads (video_id, target, state, attempts, last_attempt, error) \
                SELECT id, ?, CASE status WHEN 'failed' THEN 'failed' ELSE 'waiting' END, upload_attempts, \
                last_upload_attempt, upload_error FROM videos v \
                WHERE status IN ('pending', 'in_progress', 'failed') AND upload_attempts > 0 \
                AND NOT EXISTS (SELECT 1 FROM target_uploads t WHERE t.video_id = v.id)""", targets.getFirst()));
            for (Video video : store.queryVideos("SELECT * FROM videos WHERE status IN ('pending', 'failed')"
                    + " AND id IN (SELECT video_id FROM target_uploads) ORDER BY id")) {
                updateStatus(video);
            }
            prepared = true;
        }
    }

    /** The oldest video whose upload to a target has not been tried yet, of those added after the one with that ID. */
    public Optional<Video> nextFirstUpload(String target, long afterId) throws StorageException {
        return store
                .queryVideos(
                        SELECT
                                + " v.status IN ('pending', 'in_progress') AND COALESCE(t.attempts, 0) = 0"
                                + " AND COALESCE(t.state, 'waiting') = 'waiting' AND v.id > ? ORDER BY v.id LIMIT 1",
                        target,
                        afterId)
                .stream()
                .findFirst();
    }

    /** All videos whose upload to a target has failed at least once and is retried, oldest first. */
    public List<Video> failedUploads(String target) throws StorageException {
        return store.queryVideos(
                SELECT
                        + " v.status IN ('pending', 'in_progress', 'failed') AND t.attempts > 0"
                        + " AND t.state IN ('waiting', 'failed') ORDER BY v.id",
                target);
    }

    /** An upload starts; returns the video with its current path. */
    public Video markUploading(Video video, String target) throws StorageException {
        synchronized (store) {
            store.inTransaction(() -> store.setStatus(video, VideoStatus.IN_PROGRESS));
            store.moveFile(video.fileName(), VideoStatus.IN_PROGRESS);
            // From now on no other target moves the file, which this one reads.
            running.add(new Upload(video.id(), target));
            return new Video(
                    video.id(),
                    video.fileName(),
                    store.folders().forStatus(VideoStatus.IN_PROGRESS).resolve(video.fileName()),
                    video.createdAt(),
                    VideoStatus.IN_PROGRESS,
                    video.uploadAttempts(),
                    video.lastUploadAttempt());
        }
    }

    /**
     * A target has a video.
     *
     * @param reference its place there
     * @param url where people can watch it; saved as {@code youtube_url}
     */
    public void markUploaded(Video video, String target, String reference, Optional<String> url)
            throws StorageException {
        synchronized (store) {
            running.remove(new Upload(video.id(), target));
            store.inTransaction(() -> {
                insertRow(video, target);
                store.database()
                        .update(
                                "UPDATE target_uploads SET state = ?, reference = ?, error = NULL, session = NULL"
                                        + " WHERE video_id = ? AND target = ?",
                                UPLOADED,
                                reference,
                                video.id(),
                                target);
                if (url.isPresent()) {
                    store.database().update("UPDATE videos SET youtube_url = ? WHERE id = ?", url.get(), video.id());
                }
                addUploadResult(true);
            });
            updateStatus(video);
        }
    }

    /** An upload has failed. */
    public void markFailed(Video video, String target, Failure failure) throws StorageException {
        synchronized (store) {
            running.remove(new Upload(video.id(), target));
            store.inTransaction(() -> {
                insertRow(video, target);
                String now = Timestamps.write(store.clock().now());
                store.database()
                        .update(
                                "UPDATE target_uploads SET state = ?, attempts = attempts + 1, last_attempt = ?, error"
                                        + " = ? WHERE video_id = ? AND target = ?",
                                failure.state(),
                                now,
                                failure.reason(),
                                video.id(),
                                target);
                store.database()
                        .update(
                                "UPDATE videos SET last_upload_attempt = ?, upload_error = ?, upload_attempts ="
                                        + " (SELECT MAX(attempts) FROM target_uploads WHERE video_id = ?) WHERE id = ?",
                                now,
                                failure.reason(),
                                video.id(),
                                video.id());
                store.increment(Counter.UPLOADS_FAILED);
                addUploadResult(false);
            });
            updateStatus(video);
        }
    }

    /**
     * A failed upload.
     *
     * @param reason for people
     * @param kind what follows from it
     */
    public record Failure(String reason, Kind kind) {

        /** What follows from a failure. */
        public enum Kind {
            /** It is retried after the usual delay. */
            RETRIED,
            /** It has failed for the last of the usual retries, and is retried more and more rarely. */
            RETRIED_RARELY,
            /** The target does not want this video: it is only tried again on request. */
            REFUSED
        }

        private String state() {
            return switch (kind) {
                case RETRIED -> WAITING;
                case RETRIED_RARELY -> TargetUploads.FAILED;
                case REFUSED -> TargetUploads.REFUSED;
            };
        }
    }

    /** The upload was interrupted: it is repeated later, and not counted as an attempt. */
    public void markInterrupted(Video video, String target) throws StorageException {
        synchronized (store) {
            running.remove(new Upload(video.id(), target));
            updateStatus(video);
        }
    }

    /** Nothing else uploads: a video still marked as in progress, of whose uploads none runs, could not be given its status. */
    public List<Video> resetStale() throws StorageException {
        synchronized (store) {
            List<Video> stale = store.all(VideoStatus.IN_PROGRESS).stream()
                    .filter(video -> running.stream().noneMatch(upload -> upload.videoId() == video.id()))
                    .toList();
            for (Video video : stale) {
                updateStatus(video);
            }
            return stale;
        }
    }

    /** What is needed to resume an upload; empty when it has to start from the first byte. */
    public Optional<SavedSession> session(Video video, String target) throws StorageException {
        try {
            synchronized (store) {
                return store
                        .database()
                        .query(
                                row -> new SavedSession(
                                        row.getString("session"),
                                        row.getLong("session_offset"),
                                        row.getLong("session_bytes")),
                                "SELECT session, session_offset, session_bytes FROM target_uploads"
                                        + " WHERE video_id = ? AND target = ? AND session IS NOT NULL",
                                video.id(),
                                target)
                        .stream()
                        .findFirst();
            }
        } catch (SQLException failure) {
            throw new StorageException("cannot read the session of an upload", failure);
        }
    }

    /** Saves durably what is needed to resume an upload; empty: it has to start from the first byte. */
    public void saveSession(Video video, String target, Optional<SavedSession> session) throws StorageException {
        synchronized (store) {
            store.inTransaction(() -> {
                insertRow(video, target);
                store.database()
                        .update(
                                "UPDATE target_uploads SET session = ?, session_offset = ?, session_bytes = ?"
                                        + " WHERE video_id = ? AND target = ?",
                                session.map(SavedSession::session).orElse(null),
                                session.map(SavedSession::offset).orElse(null),
                                session.map(SavedSession::bytes).orElse(null),
                                video.id(),
                                target);
            });
        }
    }

    private void insertRow(Video video, String target) throws SQLException {
        store.database()
                .update(
                        "INSERT OR IGNORE INTO target_uploads (video_id, target, state) VALUES (?, ?, ?)",
                        video.id(),
                        target,
                        WAITING);
    }

    private void updateStatus(Video video) throws StorageException {
        VideoStatus status = status(video);
        store.inTransaction(() -> {
            store.setStatus(video, status);
            if (status == VideoStatus.COMPLETED) {
                store.database().update("UPDATE videos SET upload_error = NULL WHERE id = ?", video.id());
                store.increment(Counter.VIDEOS_UPLOADED);
            }
        });
        store.moveFile(video.fileName(), status);
    }

    private VideoStatus status(Video video) throws StorageException {
        if (running.stream().anyMatch(upload -> upload.videoId() == video.id())) {
            return VideoStatus.IN_PROGRESS;
        }
        Map<String, String> rows = rowStates(video);
        List<String> states = targets.stream()
                .map(target -> rows.getOrDefault(target, WAITING))
                .toList();
        if (states.stream().allMatch(UPLOADED::equals)) {
            return VideoStatus.COMPLETED;
        }
        return states.contains(WAITING) ? VideoStatus.PENDING : VideoStatus.FAILED;
    }

    /** The state of each target that has a row. */
    private Map<String, String> rowStates(Video video) throws StorageException {
        try {
            Map<String, String> states = new HashMap<>();
            store.database()
                    .query(
                            row -> states.put(row.getString("target"), String.valueOf(row.getString("state"))) == null,
                            "SELECT target, state FROM target_uploads WHERE video_id = ?",
                            video.id());
            return states;
        } catch (SQLException failure) {
            throw new StorageException("cannot read what the targets have of " + video.fileName(), failure);
        }
    }

    private void addUploadResult(boolean succeeded) throws SQLException {
        store.database()
                .update(
                        "INSERT INTO upload_results (finished_at, ok) VALUES (?, ?)",
                        Timestamps.write(store.clock().now()),
                        succeeded ? 1 : 0);
        store.database()
                .update(
                        "DELETE FROM upload_results WHERE finished_at < ?",
                        Timestamps.write(store.clock().now().minus(UPLOAD_RESULT_RETENTION)));
    }
}
