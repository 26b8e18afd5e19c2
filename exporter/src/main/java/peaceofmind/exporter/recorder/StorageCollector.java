// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.recorder;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import peaceofmind.linux.FileSystemSpace;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.collect.Collector;

/** Disk space of the recordings. */
public record StorageCollector(Path storage) implements Collector {

    @Override
    public String name() {
        return "storage";
    }

    @Override
    public Collected collect() throws IOException {
        // Not Java's FileStore, which reads the mount table each time.
        FileSystemSpace space = FileSystemSpace.of(storage.toString());
        if (space.totalBytes() <= 0) {
            throw new IOException("the file system of " + storage + " has no size");
        }
        double used = (space.totalBytes() - space.freeBytes()) / space.totalBytes();
        return Collected.of(List.of(
                Family.gauge(
                        "recorder_disk_free_bytes", "Disk space available to the recorder.", space.availableBytes()),
                Family.gauge("recorder_disk_usage_ratio", "Disk usage ratio (0-1).", used)));
    }
}
