package peaceofmind.recorder.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The folders below the storage's root.
 *
 * @param root absolute
 */
public record StorageFolders(Path root) {

    public StorageFolders {
        root = root.toAbsolutePath().normalize();
    }

    /** Raw recordings that are running or not finished yet. */
    public Path recording() {
        return root.resolve("recording");
    }

    /** The folder of videos with that status. */
    public Path forStatus(VideoStatus status) {
        return root.resolve(status.folder());
    }

    /** The database, with the name that the existing recorder uses. */
    public Path database() {
        return root.resolve("video_metadata.db");
    }

    /** Creates missing folders. */
    void create() throws IOException {
        Files.createDirectories(recording());
        for (VideoStatus status : VideoStatus.values()) {
            Files.createDirectories(forStatus(status));
        }
    }
}
