package peaceofmind.exporter.node.device;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import peaceofmind.metrics.collect.Collector;
import peaceofmind.exporter.node.read.Families;
import peaceofmind.exporter.node.read.KernelFiles;
import peaceofmind.exporter.node.read.Roots;
import peaceofmind.exporter.node.read.Text;
import peaceofmind.metrics.Family.Sample;

/** Make and number of each disk, as udev found them: {@code /run/udev/data}. Changes seldom: ask rarely. */
public record DiskInfoCollector(KernelFiles files, Roots roots) implements Collector {

    private record Disk(String major, String minor, String name) {}

    @Override
    public String name() {
        return "diskinfo";
    }

    @Override
    public Collected collect() throws IOException {
        Families families = new Families();
        List<Disk> disks = new ArrayList<>();
        Text text = files.require(roots.proc().resolve("diskstats"));
        while (text.nextLine()) {
            String major = text.nextWord() ? text.word() : "";
            String minor = text.nextWord() ? text.word() : "";
            if (text.nextWord() && Diskstats.isDisk(text) && (major + minor).matches("\\d{2,12}")) {
                disks.add(new Disk(major, minor, text.word()));
            }
        }
        for (Disk disk : disks) {
            Map<String, String> known =
                    udev(files.read(roots.root().resolve("run/udev/data/b" + disk.major + ":" + disk.minor)));
            families.gauge(
                    "node_disk_info",
                    "Info of /sys/block/<block_device>.",
                    Sample.labels(
                            "device", disk.name,
                            "major", disk.major,
                            "minor", disk.minor,
                            "model", known.getOrDefault("ID_MODEL", ""),
                            "path", known.getOrDefault("ID_PATH", ""),
                            "revision", known.getOrDefault("ID_REVISION", ""),
                            "serial", known.getOrDefault("ID_SERIAL_SHORT", ""),
                            "wwn", known.getOrDefault("ID_WWN", "")),
                    1);
        }
        return Collected.of(families.list());
    }

    /** Lines such as {@code E:ID_MODEL=…}. */
    private static Map<String, String> udev(Optional<Text> data) {
        Map<String, String> known = new HashMap<>();
        data.ifPresent(text -> text.all()
                .lines()
                .filter(line -> line.startsWith("E:ID_") && line.indexOf('=') > 0 && line.length() < 500)
                .forEach(line ->
                        known.put(line.substring(2, line.indexOf('=')), line.substring(line.indexOf('=') + 1))));
        return known;
    }
}
