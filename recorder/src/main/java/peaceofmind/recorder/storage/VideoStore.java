// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import peaceofmind.foundation.file.DurableFile;
import peaceofmind.foundation.time.Clock;
import peaceofmind.recorder.capture.Finisher;
import peaceofmind.recorder.capture.VideoFacts;

/**
 * The videos and their rows in the database. A row is changed before its file is moved; after a power cut in between, {@link #open} moves
 * the file to where its row says. Thread-safe.
 */
public final class VideoStore implements AutoCloseable {

    private final StorageFolders folders;
    private final Database database;
    private final Clock clock;
    private final AtomicLong changes = new AtomicLong();
    private Optional<Adoption> adoption = Optional.empty();
    private volatile boolean adoptionDue;

    VideoStore(StorageFolders folders, Database database, Clock clock) {
        this.folders = folders;
        this.database = database;
        this.clock = clock;
    }

    /** An open store, and what was repaired while opening it. */
    public record OpenedStore(VideoStore store, RepairReport report) {}

    /**
     * Opens the storage, and makes rows and files agree after a crash or a power cut. Takes seconds at most; {@link #repair} does the
     * rest.
     *
     * @throws StorageException when the folders can't be created; a database that can't be used now is tried again later
     */
    public static OpenedStore open(StorageFolders folders, Clock clock) throws StorageException {
        return StorageRepair.open(folders, clock);
    }

    /** Whether {@link #repair} has something to do; never blocks. For any thread. */
    public boolean isRepairDue() {
        return database.rowsMissing() || adoptionDue;
    }

    /**
     * Gives rows to files that have none, some of them with each call; all of them were taken when {@link #isRepairDue} says no. For one
     * thread, which also makes the videos.
     *
     * @return a line for each repair, for the log
     */
    public List<String> repair(Finisher finisher) throws StorageException, InterruptedException {
        List<String> repairs = new ArrayList<>();
        if (database.rowsMissing()) {
            repairs.addAll(StorageRepair.repairRows(folders, this));
            adoption = Optional.of(Adoption.find(folders, this));
            database.clearRowsMissing();
        }
        if (adoption.isPresent()) {
            repairs.addAll(adoption.get().adoptBatch(finisher));
            adoptionDue = !adoption.get().isDone();
            adoption = adoption.filter(_ -> adoptionDue);
        }
        repairs.addAll(takeNotices());
        return repairs;
    }

    /** What has happened to the database since the last call, for the log. */
    synchronized List<String> takeNotices() {
        return database.takeNotices();
    }

    StorageFolders folders() {
        return folders;
    }

    Database database() {
        return database;
    }

    Clock clock() {
        return clock;
    }

    /** Videos that are never removed automatically. */
    public RetainedVideos retained() {
        return folders.retained();
    }

    /** Keeps a video for ever, or not any more; false when there is no such video, or no file of it to keep. */
    public synchronized boolean setRetained(String fileName, boolean retain) throws StorageException {
        Optional<Video> video = find(fileName);
        if (video.isEmpty() || (retain && !Files.exists(video.get().path()))) {
            return false;
        } else if (retain) {
            retained().add(fileName);
        } else {
            retained().remove(fileName);
        }
        return true;
    }

    /** Videos with that status whose files may be removed automatically, oldest first. */
    List<Video> removable(VideoStatus status) throws StorageException {
        List<Video> all = all(status);
        Set<String> retained = retained().names();
        return all.stream()
                .filter(video -> !retained.contains(video.fileName()))
                // What has been uploaded and removed has only its row left.
                .filter(video -> status != VideoStatus.COMPLETED || Files.exists(video.path()))
                .toList();
    }

    /**
     * Removes the file of an uploaded video on request, or the row of any video that has no file.
     *
     * @return why not; empty when it has been removed
     */
    public synchronized Optional<String> deleteUploaded(String fileName) throws StorageException {
        Optional<Video> video = find(fileName);
        if (video.isEmpty()) {
            return Optional.of("there is no such video any more");
        } else if (video.get().status() != VideoStatus.IN_PROGRESS && hasNoFile(video.get())) {
            removeRow(video.get());
            return Optional.empty();
        } else if (video.get().status() != VideoStatus.COMPLETED) {
            return Optional.of("it has not been uploaded");
        } else if (!StorageFolders.isFileName(fileName)
                || !video.get()
                        .path()
                        .equals(folders.forStatus(VideoStatus.COMPLETED).resolve(fileName))) {
            return Optional.of("it is not in the folder of the uploaded videos");
        } else if (retained().contains(fileName)) {
            return Optional.of("it is kept for ever: release it first");
        }
        remove(video.get());
        return Optional.empty();
    }

    private boolean hasNoFile(Video video) {
        return Files.notExists(video.path())
                && (!StorageFolders.isFileName(video.fileName())
                        || folders.candidatePaths(video.fileName()).allMatch(Files::notExists));
    }

    /**
     * Some videos, oldest first.
     *
     * @param status only those with that status
     * @param skipped number of the newest ones that are left out
     */
    public synchronized List<VideoDetails> page(Optional<VideoStatus> status, long limit, long skipped)
            throws StorageException {
        String condition = status.isPresent() ? " WHERE status = ?" : "";
        Stream<Object> arguments =
                Stream.concat(status.<Object>map(VideoStatus::columnValue).stream(), Stream.<Object>of(limit, skipped));
        return queryDetails(
                        "SELECT * FROM videos" + condition + " ORDER BY id DESC LIMIT ? OFFSET ?", arguments.toArray())
                .reversed();
    }

    /** One video; empty when there is none of that name. */
    public synchronized Optional<VideoDetails> details(String fileName) throws StorageException {
        return queryDetails("SELECT * FROM videos WHERE filename = ?", fileName).stream()
                .findFirst();
    }

    /** Number of all videos. */
    public synchronized long count() throws StorageException {
        return queryLong("SELECT COUNT(*) FROM videos");
    }

    /**
     * Whether there is a row with that name and a file of the size that the row says: a row alone is not a video. A file found in another
     * folder is moved to the one that its row says.
     */
    synchronized boolean hasVideo(String fileName) throws StorageException {
        Optional<Video> row = find(fileName);
        if (row.isEmpty()) {
            return false;
        }
        long bytes = queryLong("SELECT COALESCE(MAX(file_size_bytes), -1) FROM videos WHERE filename = ?", fileName);
        Path expectedPath = folders.forStatus(row.get().status()).resolve(fileName);
        Optional<Path> match = Stream.concat(Stream.of(expectedPath), folders.candidatePaths(fileName))
                .filter(file -> hasSize(file, bytes))
                .findFirst();
        if (match.isPresent() && !match.get().equals(expectedPath)) {
            move(match.get(), expectedPath);
        }
        return match.isPresent();
    }

    private static boolean hasSize(Path file, long bytes) {
        try {
            return bytes < 0 ? Files.size(file) > 0 : Files.size(file) == bytes;
        } catch (IOException missing) {
            return false;
        }
    }

    /** The video with that file name. */
    public synchronized Optional<Video> find(String fileName) throws StorageException {
        return queryVideos("SELECT * FROM videos WHERE filename = ?", fileName).stream()
                .findFirst();
    }

    /** All videos, oldest first. */
    public synchronized List<Video> all() throws StorageException {
        return queryVideos("SELECT * FROM videos ORDER BY id");
    }

    /** All videos with that status, oldest first. */
    public synchronized List<Video> all(VideoStatus status) throws StorageException {
        return queryVideos("SELECT * FROM videos WHERE status = ? ORDER BY id", status.columnValue());
    }

    /** Increases with each change of the rows by this program; never blocks. For any thread. */
    public long changes() {
        return changes.get();
    }

    /** Number of statements so far; never blocks. For any thread. */
    public long statements() {
        return database.statements();
    }

    /** Number of videos with that status. */
    public synchronized long count(VideoStatus status) throws StorageException {
        return queryLong("SELECT COUNT(*) FROM videos WHERE status = ?", status.columnValue());
    }

    /** Adds the row of a new video and counts it. Its file is in the folder of its status, or about to be moved there. */
    synchronized void add(String fileName, VideoStatus status, VideoFacts facts) throws StorageException {
        inTransaction(() -> {
            String now = Timestamps.write(clock.now());
            database.update(
                    """
                    INSERT INTO videos (filename, filepath, created_at, updated_at, duration_seconds, file_size_bytes, status, \
                    quality, validation_error) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                    fileName,
                    folders.forStatus(status).resolve(fileName).toString(),
                    now,
                    now,
                    facts.duration().map(Duration::toSeconds).orElse(null),
                    facts.bytes(),
                    status.columnValue(),
                    facts.quality().columnValue(),
                    facts.problem().orElse(null));
            Optional<String> camera = StorageFolders.cameraOf(fileName);
            if (camera.isPresent()) {
                database.addMissingTextColumn("videos", VideoRows.CAMERA_COLUMN);
                database.update("UPDATE videos SET camera = ? WHERE filename = ?", camera.get(), fileName);
            }
            increment(Counter.VIDEOS_RECORDED);
            if (status == VideoStatus.CORRUPTED) {
                increment(Counter.VIDEOS_CORRUPTED);
            }
        });
    }

    /** Updates a row whose file was lost and has been replaced, possibly under another name. It was counted when it was added. */
    synchronized void replaceRow(Video lostRow, String fileName, VideoStatus status, VideoFacts facts)
            throws StorageException {
        inTransaction(() -> {
            deleteTargetUploads(lostRow);
            database.update(
                    """
                    UPDATE videos SET filename = ?, filepath = ?, updated_at = ?, duration_seconds = ?, file_size_bytes = ?, status = ?, \
                    quality = ?, validation_error = ?, upload_attempts = 0, last_upload_attempt = NULL, upload_error = NULL, \
                    youtube_url = NULL WHERE id = ?""",
                    fileName,
                    folders.forStatus(status).resolve(fileName).toString(),
                    Timestamps.write(clock.now()),
                    facts.duration().map(Duration::toSeconds).orElse(null),
                    facts.bytes(),
                    status.columnValue(),
                    facts.quality().columnValue(),
                    facts.problem().orElse(null),
                    lostRow.id());
        });
    }

    /**
     * Makes a failed video pending again, with no attempts counted.
     *
     * @param named also one that failed validation, or that has been uploaded: somebody wants to have it
     * @return false when the video is already pending, does not need an upload, or was uploaded and has no file any more
     */
    public synchronized boolean retryUpload(Video video, boolean named) throws StorageException {
        boolean retry = switch (video.status()) {
            case FAILED -> true;
            case PENDING -> video.uploadAttempts() > 0;
            case CORRUPTED, COMPLETED -> named && Files.exists(video.path());
            case IN_PROGRESS -> false;
        };
        if (!retry) {
            return false;
        }
        inTransaction(() -> {
            setStatus(video, VideoStatus.PENDING);
            database.update(
                    "UPDATE videos SET upload_attempts = 0, last_upload_attempt = NULL WHERE id = ?", video.id());
            if (video.status() == VideoStatus.FAILED || video.status() == VideoStatus.PENDING) {
                database.update(
                        "UPDATE target_uploads SET state = 'waiting', attempts = 0, last_attempt = NULL"
                                + " WHERE video_id = ? AND state <> 'uploaded'",
                        video.id());
            } else {
                deleteTargetUploads(video);
            }
        });
        moveFile(video.fileName(), VideoStatus.PENDING);
        return true;
    }

    /**
     * Removes the file, then the row: a row without its file is repaired by {@link #open}, while a file without a row would be adopted. The
     * row of an uploaded video stays: it says when the video was made and where it can be watched.
     */
    synchronized void remove(Video video) throws StorageException {
        try {
            Files.deleteIfExists(video.path());
        } catch (IOException failure) {
            throw new StorageException("cannot remove " + video.path(), failure);
        }
        if (video.status() == VideoStatus.COMPLETED) {
            inTransaction(() -> setStatus(video, VideoStatus.COMPLETED));
        } else {
            removeRow(video);
        }
    }

    /** Removes the rows of uploaded videos that have no file and are older. */
    synchronized void removeHistory(Instant before) throws StorageException {
        for (Video video : all(VideoStatus.COMPLETED)) {
            boolean expired =
                    video.createdAt().filter(made -> made.isBefore(before)).isPresent();
            if (expired && Files.notExists(video.path())) {
                removeRow(video);
            }
        }
    }

    private void removeRow(Video video) throws StorageException {
        inTransaction(() -> {
            database.update("DELETE FROM videos WHERE id = ?", video.id());
            deleteTargetUploads(video);
        });
    }

    private void deleteTargetUploads(Video video) throws SQLException {
        database.update("DELETE FROM target_uploads WHERE video_id = ?", video.id());
    }

    /** Increments a counter. */
    public synchronized void increase(Counter counter) throws StorageException {
        inTransaction(() -> increment(counter));
    }

    /** The value of a counter. */
    public synchronized long counter(Counter counter) throws StorageException {
        return queryLong("SELECT COALESCE(MAX(value), 0) FROM counters WHERE name = ?", counter.name());
    }

    /** Changes the status of a row, and with it the path. */
    synchronized void move(Video video, VideoStatus status, Optional<String> error) throws StorageException {
        inTransaction(() -> {
            setStatus(video, status);
            if (error.isPresent()) {
                String column = status == VideoStatus.CORRUPTED ? "validation_error" : "upload_error";
                database.update("UPDATE videos SET " + column + " = ? WHERE id = ?", error.get(), video.id());
            }
        });
    }

    /** Moves a file from any folder to that of its status; does nothing when it is already in place. */
    void moveFile(String fileName, VideoStatus status) throws StorageException {
        Path target = folders.forStatus(status).resolve(fileName);
        for (VideoStatus other : VideoStatus.values()) {
            Path source = folders.forStatus(other).resolve(fileName);
            if (!source.equals(target) && Files.exists(source)) {
                move(source, target);
            }
        }
    }

    private static void move(Path source, Path target) throws StorageException {
        try {
            DurableFile.move(source, target);
        } catch (IOException failure) {
            throw new StorageException("cannot move " + source + " to " + target, failure);
        }
    }

    void setStatus(Video video, VideoStatus status) throws SQLException {
        database.update(
                "UPDATE videos SET status = ?, filepath = ?, updated_at = ? WHERE id = ?",
                status.columnValue(),
                folders.forStatus(status).resolve(video.fileName()).toString(),
                Timestamps.write(clock.now()),
                video.id());
    }

    void increment(Counter counter) throws SQLException {
        database.update(
                "INSERT INTO counters (name, value) VALUES (?, 1) ON CONFLICT(name) DO UPDATE SET value = value + 1",
                counter.name());
    }

    private long queryLong(String sql, Object... arguments) throws StorageException {
        try {
            return database.query(row -> row.getLong(1), sql, arguments).getFirst();
        } catch (SQLException failure) {
            throw new StorageException("cannot read " + folders.database(), failure);
        }
    }

    List<Video> queryVideos(String sql, Object... arguments) throws StorageException {
        try {
            return database.query(row -> VideoRows.video(row, folders), sql, arguments);
        } catch (SQLException failure) {
            throw new StorageException("cannot read " + folders.database(), failure);
        }
    }

    private List<VideoDetails> queryDetails(String sql, Object... arguments) throws StorageException {
        try {
            return database.query(row -> VideoRows.details(row, folders), sql, arguments);
        } catch (SQLException failure) {
            throw new StorageException("cannot read " + folders.database(), failure);
        }
    }

    void inTransaction(Database.Work work) throws StorageException {
        try {
            database.transaction(work);
            changes.incrementAndGet();
        } catch (SQLException failure) {
            throw new StorageException("cannot write " + folders.database(), failure);
        }
    }

    /**
     * Removes rows with an invalid file name, which leaves their files without a row.
     *
     * @return number of removed rows
     */
    synchronized int removeUnreadableRows() throws StorageException {
        int removed = 0;
        for (long id : unreadableIds()) {
            inTransaction(() -> database.update("DELETE FROM videos WHERE id = ?", id));
            removed++;
        }
        return removed;
    }

    private List<Long> unreadableIds() throws StorageException {
        List<Long> found = new ArrayList<>();
        try {
            database.query(
                    row -> VideoRows.parsePath(row.getString("filename")).isPresent() || found.add(row.getLong("id")),
                    "SELECT id, filename FROM videos");
            return found;
        } catch (SQLException failure) {
            throw new StorageException("cannot read " + folders.database(), failure);
        }
    }

    @Override
    public synchronized void close() {
        database.close();
    }
}
