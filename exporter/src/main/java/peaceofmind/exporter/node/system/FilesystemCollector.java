// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.node.system;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;
import peaceofmind.exporter.node.read.Families;
import peaceofmind.exporter.node.read.KernelFiles;
import peaceofmind.exporter.node.read.TextScanner;
import peaceofmind.linux.FileSystemSpace;
import peaceofmind.metrics.collect.Collector;

/** Space and state of each mounted file system, when it will be full, and whether it was remounted read-only. */
public final class FilesystemCollector implements Collector {

    private static final int MAX_CACHED_MOUNTS = 500;

    private final KernelFiles files;
    private final Path proc;
    private final SpaceProbe probe;
    private final ReadOnlyDetector readOnlyDetector;
    private final LongSupplier nanoTime;
    private final Map<Mount, Map<String, String>> labelsByMount = new HashMap<>();
    private final Map<String, FreeSpaceTrend> trendsByMountPoint = new HashMap<>();

    public FilesystemCollector(
            KernelFiles files, Path proc, SpaceProbe probe, ReadOnlyDetector readOnlyDetector, LongSupplier nanoTime) {
        this.files = files;
        this.proc = proc;
        this.probe = probe;
        this.readOnlyDetector = readOnlyDetector;
        this.nanoTime = nanoTime;
    }

    @Override
    public String name() {
        return "filesystem";
    }

    @Override
    public Collected collect() throws IOException, InterruptedException {
        Families families = new Families();
        LinkedHashMap<Map<String, String>, Mount> mounts = new LinkedHashMap<>();
        // A file system can be mounted twice at the same mount point.
        mounts().forEach(mount -> mounts.putIfAbsent(labels(mount), mount));
        Map<String, FileSystemSpace> spaces =
                probe.measure(mounts.values().stream().map(Mount::mountPoint).toList());
        mounts.forEach((mountLabels, mount) -> {
            Optional<FileSystemSpace> space = Optional.ofNullable(spaces.get(mount.mountPoint()));
            families.gauge(
                    "node_filesystem_device_error",
                    "Whether an error occurred while getting statistics for the given device.",
                    mountLabels,
                    space.isPresent() ? 0 : 1);
            families.gauge(
                    "node_filesystem_readonly", "Filesystem read-only status.", mountLabels, mount.readOnly() ? 1 : 0);
            space.ifPresent(measured -> addSpace(families, mountLabels, mount, measured));
        });
        readOnlyDetector.check(mounts.values(), families, labelsByMount);
        trendsByMountPoint
                .keySet()
                .retainAll(mounts.values().stream().map(Mount::mountPoint).toList());
        return Collected.of(families.toList());
    }

    private List<Mount> mounts() throws IOException {
        // Process 1 sees the host's mounts; this process may be sandboxed.
        Optional<TextScanner> hostMounts = files.read(proc.resolve("1/mountinfo"));
        if (hostMounts.isPresent()) {
            return Mount.parse(hostMounts.get());
        }
        return Mount.parse(files.require(proc.resolve("self/mountinfo"))).stream()
                .map(Mount::withoutSandbox)
                .toList();
    }

    private void addSpace(Families families, Map<String, String> mountLabels, Mount mount, FileSystemSpace space) {
        families.gauge("node_filesystem_size_bytes", "Filesystem size in bytes.", mountLabels, space.totalBytes());
        families.gauge("node_filesystem_free_bytes", "Filesystem free space in bytes.", mountLabels, space.freeBytes());
        families.gauge(
                "node_filesystem_avail_bytes",
                "Filesystem space available to non-root users in bytes.",
                mountLabels,
                space.availableBytes());
        families.gauge("node_filesystem_files", "Filesystem total file nodes.", mountLabels, space.inodes());
        families.gauge(
                "node_filesystem_files_free", "Filesystem total free file nodes.", mountLabels, space.freeInodes());
        if (mount.type().equals("tmpfs") || mount.fileSystemReadOnly()) {
            return;
        }
        FreeSpaceTrend trend = trendsByMountPoint.computeIfAbsent(mount.mountPoint(), _ -> new FreeSpaceTrend());
        trend.observe(nanoTime.getAsLong(), space.availableBytes());
        OptionalDouble seconds = trend.fullInSeconds();
        if (seconds.isPresent()) {
            families.gauge(
                    "peace_filesystem_full_in_seconds",
                    "Time until the file system is full if its free space keeps shrinking as in the last hours (a linear"
                            + " regression over the agent's observations); absent if it does not shrink, or is observed"
                            + " for less than half an hour.",
                    mountLabels,
                    seconds.getAsDouble());
        }
    }

    private Map<String, String> labels(Mount mount) {
        if (labelsByMount.size() > MAX_CACHED_MOUNTS) {
            labelsByMount.clear();
        }
        return labelsByMount.computeIfAbsent(mount, Mount::labels);
    }
}
