// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import peaceofmind.foundation.time.Clock;

/** Stores with videos, for tests. */
public final class TestVideoStores {

    /** Name of the only target of uploads. */
    private static final String TARGET = "folder";

    private TestVideoStores() {}

    /** That the rows of uploaded videos outlast most tests. */
    public static RetentionPolicy retention(Duration maxAge, int maxCount) {
        return new RetentionPolicy(maxAge, maxCount, Duration.ofDays(365));
    }

    /** Opens a store with that many pending videos. */
    public static VideoStore withPending(Path root, int videos, Clock clock) throws Exception {
        FakeFinisher finisher = new FakeFinisher();
        StorageFolders folders = new StorageFolders(root);
        VideoStore store = VideoStore.open(folders, clock).store();
        for (int n = 0; n < videos; n++) {
            new Ingest(store, finisher)
                    .ingest(Files.writeString(folders.newRecordingPath(clock.now()), "good ".repeat(300)));
        }
        return store;
    }

    /** Adds a pending video; returns its name. */
    public static String addPending(Path root, VideoStore store, Clock clock) throws Exception {
        Path rawFile = new StorageFolders(root).newRecordingPath(clock.now());
        new Ingest(store, new FakeFinisher()).ingest(Files.writeString(rawFile, "good ".repeat(300)));
        return store.all(VideoStatus.PENDING).getLast().fileName();
    }

    /** Adds a video that failed validation. */
    public static Video addCorrupted(Path root, VideoStore store, Clock clock) throws Exception {
        Path rawFile = new StorageFolders(root).newRecordingPath(clock.now());
        new Ingest(store, new FakeFinisher()).ingest(Files.writeString(rawFile, "bad ".repeat(300)));
        return store.all(VideoStatus.CORRUPTED).getFirst();
    }

    /** An upload to the only target starts. */
    public static void markUploading(VideoStore store, Video video) throws Exception {
        onlyTarget(store).markUploading(video, TARGET);
    }

    /** The only target has a video. */
    public static void markUploaded(VideoStore store, Video video) throws Exception {
        onlyTarget(store).markUploaded(video, TARGET, "/mnt/nas", Optional.empty());
    }

    /** The only target has a video, which can be watched there. */
    public static void markUploaded(VideoStore store, Video video, String url) throws Exception {
        onlyTarget(store).markUploaded(video, TARGET, url, Optional.of(url));
    }

    /** The upload to the only target has failed for the last of the usual retries. */
    public static void markFailed(VideoStore store, Video video, String reason) throws Exception {
        onlyTarget(store)
                .markFailed(
                        video, TARGET, new TargetUploads.Failure(reason, TargetUploads.Failure.Kind.RETRIED_RARELY));
    }

    private static TargetUploads onlyTarget(VideoStore store) {
        return new TargetUploads(store, List.of(TARGET));
    }

    /** Gives rows to files that have none. */
    public static void repair(VideoStore store) throws Exception {
        while (store.isRepairDue()) {
            store.repair(new FakeFinisher());
        }
    }

    /** Adds a row as another program could, while the store is open. */
    public static void addRow(Path root, String fileName, Path file, String status) throws SQLException {
        try (Connection writer = DriverManager.getConnection("jdbc:sqlite:" + new StorageFolders(root).database());
                PreparedStatement insert = writer.prepareStatement(
                        "INSERT INTO videos (filename, filepath, created_at, updated_at, status) VALUES (?, ?, '', '',"
                                + " ?)")) {
            insert.setString(1, fileName);
            insert.setString(2, file.toString());
            insert.setString(3, status);
            insert.executeUpdate();
        }
    }

    /** Overwrites all of a file in place, as a failing SD card does. */
    public static void overwrite(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate((int) channel.size()));
        }
    }
}
