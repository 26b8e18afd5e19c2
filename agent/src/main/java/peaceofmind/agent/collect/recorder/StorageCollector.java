package peaceofmind.agent.collect.recorder;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import peaceofmind.agent.collect.Collector;
import peaceofmind.foundation.metric.Family;

/** The disk that holds the recordings. */
public record StorageCollector(Path storage) implements Collector {

    @Override
    public String name() {
        return "storage";
    }

    @Override
    public Collected collect() throws IOException {
        FileStore store = Files.getFileStore(storage);
        long total = store.getTotalSpace();
        if (total <= 0) {
            throw new IOException("the file system of " + storage + " has no size");
        }
        double used = (double) (total - store.getUnallocatedSpace()) / total;
        return Collected.of(List.of(
                Family.gauge("recorder_disk_free_bytes", "Disk space that the recorder may use.", (double)
                        store.getUsableSpace()),
                Family.gauge("recorder_disk_usage_ratio", "Disk usage ratio (0-1).", used)));
    }
}
