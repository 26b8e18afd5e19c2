package peaceofmind.recorder.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What is where below the storage's root.
 *
 * @param root absolute
 */
public record StorageFolders(Path root) {

    public StorageFolders {
        root = root.toAbsolutePath().normalize();
    }

    /** Recordings that run, or wait to become videos. */
    public Path recording() {
        return root.resolve("recording");
    }

    /** The folder of videos in that status. */
    public Path forStatus(VideoStatus status) {
        return root.resolve(status.folder());
    }

    /** The database, as the existing recorder calls it. */
    public Path database() {
        return root.resolve("video_metadata.db");
    }

    /** Makes what is not there yet. */
    void create() throws IOException {
        Files.createDirectories(recording());
        for (VideoStatus status : VideoStatus.values()) {
            Files.createDirectories(forStatus(status));
        }
    }
}
