// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The folders below the storage's root.
 *
 * @param root absolute
 */
public record StorageFolders(Path root) {

    private static final DateTimeFormatter TIMESTAMP_FORMAT =
            DateTimeFormatter.ofPattern("yyyy-MM-dd_HHmmss", Locale.ROOT);

    public StorageFolders {
        root = root.toAbsolutePath().normalize();
    }

    /** Whether it names a file in a folder, and not another folder's. */
    public static boolean isFileName(String text) {
        return !text.isEmpty()
                && !text.equals(".")
                && !text.equals("..")
                && text.indexOf('/') < 0
                && text.indexOf('\0') < 0;
    }

    /** Raw recordings that are running or not finished yet. */
    public Path recording() {
        return root.resolve("recording");
    }

    /** The folder of videos with that status. */
    public Path forStatus(VideoStatus status) {
        return root.resolve(status.folder());
    }

    /** Which videos are never removed automatically. */
    public RetainedVideos retained() {
        return new RetainedVideos(root.resolve("kept"));
    }

    /** The database, with the name that the existing recorder uses. */
    public Path database() {
        return root.resolve("video_metadata.db");
    }

    /**
     * A path for a new recording. Its name is unused by all files: footage must never overwrite other footage. The database is not asked,
     * since recording must not depend on it; a row of that name has lost its file, and is reused.
     */
    public Path newRecordingPath(Instant now) {
        String stem = "recording_" + TIMESTAMP_FORMAT.format(now.atZone(ZoneId.systemDefault()));
        for (int n = 1; ; n++) {
            String name = stem + (n == 1 ? "" : "-" + n);
            if (candidatePaths(name + ".mkv").noneMatch(Files::exists)
                    && candidatePaths(name + ".mp4").noneMatch(Files::exists)) {
                return recording().resolve(name + ".mkv");
            }
        }
    }

    /** All places where a file of a recording or video can be. */
    public Stream<Path> candidatePaths(String fileName) {
        return Stream.concat(
                        Stream.of(recording()), Stream.of(VideoStatus.values()).map(this::forStatus))
                .distinct()
                .map(folder -> folder.resolve(fileName));
    }

    /** Creates missing folders. */
    public void create() throws IOException {
        Files.createDirectories(recording());
        for (VideoStatus status : VideoStatus.values()) {
            Files.createDirectories(forStatus(status));
        }
    }
}
