// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folders below the storage's root.
 *
 * @param root absolute
 */
public record StorageFolders(Path root) {

    /** Names of cameras: each is a folder, and a part of file names, also on a share that ignores case. */
    public static final String CAMERA_NAME = "[A-Za-z0-9][A-Za-z0-9_-]{0,31}";

    private static final Pattern OF_CAMERA =
            Pattern.compile("recording_\\d{4}-\\d{2}-\\d{2}_\\d{6}(?:-\\d+)?_(" + CAMERA_NAME + ")\\.(?:mkv|mp4)");

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

    /** Which camera a recording or a video is of, by its file name; empty for the only camera, which has no name. */
    public static Optional<String> cameraOf(String fileName) {
        Matcher matcher = OF_CAMERA.matcher(fileName);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** Creates the folder of a camera's raw recordings. */
    public void createRecordingFolder(String camera) throws IOException {
        Files.createDirectories(recording().resolve(camera));
    }

    /** Where the recorder writes a raw recording of that name: each camera with a name has a folder of its own. */
    Path rawPath(String fileName) {
        return cameraOf(fileName).map(recording()::resolve).orElse(recording()).resolve(fileName);
    }

    /** The raw recordings of all cameras, also of those that are not configured any more; the oldest first. */
    List<Path> rawFiles() throws IOException {
        List<Path> found = new ArrayList<>();
        List<Path> folders = new ArrayList<>(List.of(recording()));
        try (Stream<Path> entries = Files.list(recording())) {
            entries.filter(entry -> Files.isDirectory(entry)
                            && entry.getFileName().toString().matches(CAMERA_NAME))
                    .forEach(folders::add);
        }
        for (Path folder : folders) {
            try (Stream<Path> entries = Files.list(folder)) {
                entries.filter(path -> path.getFileName().toString().endsWith(".mkv"))
                        .forEach(found::add);
            }
        }
        found.sort(Comparator.comparing(path -> path.getFileName().toString()));
        return found;
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
        return newRecordingPath(now, Optional.empty());
    }

    /** Likewise, of the camera with that name; its folder is created by {@link #createRecordingFolder}. */
    public Path newRecordingPath(Instant now, Optional<String> camera) {
        String suffix = camera.map(name -> "_" + name).orElse("");
        String stem = "recording_" + TIMESTAMP_FORMAT.format(now.atZone(ZoneId.systemDefault()));
        for (int n = 1; ; n++) {
            String name = stem + (n == 1 ? "" : "-" + n) + suffix;
            if (candidatePaths(name + ".mkv").noneMatch(Files::exists)
                    && candidatePaths(name + ".mp4").noneMatch(Files::exists)) {
                return rawPath(name + ".mkv");
            }
        }
    }

    /** All places where a file of a recording or video can be. */
    public Stream<Path> candidatePaths(String fileName) {
        return Stream.concat(
                        Stream.of(recording().resolve(fileName), rawPath(fileName)),
                        Stream.of(VideoStatus.values())
                                .map(status -> forStatus(status).resolve(fileName)))
                .distinct();
    }

    /** Creates missing folders. */
    public void create() throws IOException {
        Files.createDirectories(recording());
        for (VideoStatus status : VideoStatus.values()) {
            Files.createDirectories(forStatus(status));
        }
    }
}
