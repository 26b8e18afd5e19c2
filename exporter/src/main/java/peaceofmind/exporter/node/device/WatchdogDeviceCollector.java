package peaceofmind.exporter.node.device;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import peaceofmind.metrics.collect.Collector;
import peaceofmind.exporter.node.read.Families;
import peaceofmind.exporter.node.read.KernelFiles;
import peaceofmind.metrics.Family.Sample;

/** Hardware watchdogs: {@code /sys/class/watchdog} (ABI/testing/sysfs-class-watchdog). */
public record WatchdogDeviceCollector(KernelFiles files, Path sys) implements Collector {

    private static final Map<String, String> NUMBERS = Sample.labels(
            "access_cs0", "node_watchdog_access_cs0",
            "bootstatus", "node_watchdog_bootstatus",
            "fw_version", "node_watchdog_fw_version",
            "nowayout", "node_watchdog_nowayout",
            "pretimeout", "node_watchdog_pretimeout_seconds",
            "timeleft", "node_watchdog_timeleft_seconds",
            "timeout", "node_watchdog_timeout_seconds");
    private static final List<String> WORDS = List.of("options", "identity", "state", "status", "pretimeout_governor");

    @Override
    public String name() {
        return "watchdog";
    }

    @Override
    public Collected collect() throws IOException {
        Families families = new Families();
        Path folder = sys.resolve("class/watchdog");
        for (String name : files.names(folder)) {
            Path path = folder.resolve(name);
            for (Map.Entry<String, String> number : NUMBERS.entrySet()) {
                families.gauge(
                        number.getValue(),
                        "Value of /sys/class/watchdog/<watchdog>/" + number.getKey(),
                        Sample.labels("name", name),
                        files.count(path.resolve(number.getKey())));
            }
            String[] labels = new String[2 + 2 * WORDS.size()];
            labels[0] = "name";
            labels[1] = name;
            for (int i = 0; i < WORDS.size(); i++) {
                labels[2 + 2 * i] = WORDS.get(i);
                labels[3 + 2 * i] = files.value(path.resolve(WORDS.get(i))).orElse("");
            }
            families.gauge("node_watchdog_info", "Info of /sys/class/watchdog/<watchdog>", Sample.labels(labels), 1);
        }
        return Collected.of(families.list());
    }
}
