// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.node.pi;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import peaceofmind.exporter.node.read.Families;
import peaceofmind.exporter.node.read.KernelFiles;
import peaceofmind.exporter.node.read.LabelCache;
import peaceofmind.metrics.collect.Collector;

/** Error counts of file systems and disks: {@code /sys/fs/ext4} and, for SCSI and USB, {@code ioerr_cnt}. */
public final class DiskErrorCollector implements Collector {

    private final KernelFiles files;
    private final Path sys;
    private final LabelCache labels = LabelCache.withLabel("device");

    public DiskErrorCollector(KernelFiles files, Path sys) {
        this.files = files;
        this.sys = sys;
    }

    @Override
    public String name() {
        return "diskerrors";
    }

    @Override
    public Collected collect() throws IOException {
        Families families = new Families();
        Path ext4 = sys.resolve("fs/ext4");
        for (String device : files.list(ext4)) {
            if (device.equals("features")) {
                continue;
            }
            Map<String, String> deviceLabels = labels.get(device);
            double errors = files.readCount(ext4.resolve(device).resolve("errors_count"));
            families.counter(
                    "peace_filesystem_errors_total",
                    "Errors that an ext4 file system has recorded since it was last checked; stored on disk, so they survive"
                            + " reboots.",
                    deviceLabels,
                    errors);
            if (errors > 0) {
                families.gauge(
                        "peace_filesystem_last_error_timestamp_seconds",
                        "When an ext4 file system recorded its last error, in seconds since 1970.",
                        deviceLabels,
                        files.readCount(ext4.resolve(device).resolve("last_error_time")));
            }
        }
        for (String device : files.list(sys.resolve("block"))) {
            families.counter(
                    "peace_disk_io_errors_total",
                    "Requests that failed on a SCSI or USB disk since it was connected.",
                    labels.get(device),
                    device.startsWith("sd")
                            ? files.readCount(
                                    sys.resolve("block").resolve(device).resolve("device/ioerr_cnt"))
                            : Double.NaN);
        }
        return Collected.of(families.toList());
    }
}
