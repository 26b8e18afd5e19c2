// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.node.device;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import peaceofmind.exporter.node.read.Families;
import peaceofmind.exporter.node.read.KernelFiles;
import peaceofmind.exporter.node.read.Roots;
import peaceofmind.exporter.node.read.TextScanner;
import peaceofmind.metrics.Family.Sample;
import peaceofmind.metrics.collect.Collector;

/** Model and serial number of each disk, from udev: {@code /run/udev/data}. Rarely changes: cache it. */
public record DiskInfoCollector(KernelFiles files, Roots roots) implements Collector {

    private record BlockDevice(String major, String minor, String name) {}

    @Override
    public String name() {
        return "diskinfo";
    }

    @Override
    public Collected collect() throws IOException {
        Families families = new Families();
        List<BlockDevice> disks = new ArrayList<>();
        TextScanner text = files.require(roots.proc().resolve("diskstats"));
        while (text.nextLine()) {
            String major = text.nextWord() ? text.word() : "";
            String minor = text.nextWord() ? text.word() : "";
            if (text.nextWord() && Diskstats.isDisk(text) && (major + minor).matches("\\d{2,12}")) {
                disks.add(new BlockDevice(major, minor, text.word()));
            }
        }
        for (BlockDevice disk : disks) {
            Map<String, String> properties =
                    udevProperties(files.read(roots.root().resolve("run/udev/data/b" + disk.major + ":" + disk.minor)));
            families.gauge(
                    "node_disk_info",
                    "Info of /sys/block/<block_device>.",
                    Sample.labels(
                            "device", disk.name,
                            "major", disk.major,
                            "minor", disk.minor,
                            "model", properties.getOrDefault("ID_MODEL", ""),
                            "path", properties.getOrDefault("ID_PATH", ""),
                            "revision", properties.getOrDefault("ID_REVISION", ""),
                            "serial", properties.getOrDefault("ID_SERIAL_SHORT", ""),
                            "wwn", properties.getOrDefault("ID_WWN", "")),
                    1);
        }
        return Collected.of(families.toList());
    }

    /** Lines such as {@code E:ID_MODEL=…}. */
    private static Map<String, String> udevProperties(Optional<TextScanner> data) {
        Map<String, String> properties = new HashMap<>();
        data.ifPresent(text -> text.content()
                .lines()
                .filter(line -> line.startsWith("E:ID_") && line.indexOf('=') > 0 && line.length() < 500)
                .forEach(line ->
                        properties.put(line.substring(2, line.indexOf('=')), line.substring(line.indexOf('=') + 1))));
        return properties;
    }
}
