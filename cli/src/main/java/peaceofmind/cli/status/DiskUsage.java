package peaceofmind.cli.status;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** The room on the disk of the videos, in bytes. */
record DiskUsage(Path folder, long freeBytes, long totalBytes) {

    static DiskUsage of(Path folder) throws IOException {
        FileStore store = Files.getFileStore(folder);
        return new DiskUsage(folder, store.getUsableSpace(), store.getTotalSpace());
    }
}
