// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.node.device;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import peaceofmind.exporter.node.read.Families;
import peaceofmind.exporter.node.read.KernelFiles;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Family.Sample;
import peaceofmind.metrics.collect.Collector;

/** Temperatures, voltages, fans: {@code /sys/class/hwmon} (the kernel's hwmon/sysfs-interface). Can hang with a sensor's bus. */
public final class HwmonCollector implements Collector {

    private static final Pattern FILE_NAME = Pattern.compile("([a-z]{2,12})(\\d{1,4})(?:_([a-z0-9_]{1,40}))?");

    private record Sensor(Path file, String type, String sensor, String property) {}

    private record Chip(String name, String driver, List<Sensor> sensors) {}

    private final KernelFiles files;
    private final Path folder;
    private final Map<String, Chip> chips = new HashMap<>();
    /** Value of the label {@code chip} by name of the folder. */
    private Map<String, String> chipLabels = Map.of();

    private List<String> listedNames = List.of();

    public HwmonCollector(KernelFiles files, Path sys) {
        this.files = files;
        this.folder = sys.resolve("class/hwmon");
    }

    @Override
    public String name() {
        return "hwmon";
    }

    @Override
    public Collected collect() throws IOException {
        List<String> names = files.list(folder);
        if (!names.equals(listedNames)) {
            chips.clear();
            listedNames = names;
        }
        for (String name : names) {
            if (!chips.containsKey(name)) {
                chips.put(name, readChip(folder.resolve(name)));
                chipLabels = distinguish(names);
            }
        }
        Families families = new Families();
        for (String name : names) {
            Chip chip = chips.get(name);
            if (chip != null && !chip.sensors.isEmpty()) {
                addChip(chip, chipLabels.getOrDefault(name, chip.name), families);
            }
        }
        return Collected.of(families.toList());
    }

    /** A device can have several chips, whose series would be the same: the drivers' names are added, then numbers. */
    private Map<String, String> distinguish(List<String> names) {
        Map<String, List<String>> byChip = new LinkedHashMap<>();
        for (String name : names) {
            Chip chip = chips.get(name);
            if (chip != null && !chip.sensors.isEmpty()) {
                byChip.computeIfAbsent(chip.name, _ -> new ArrayList<>()).add(name);
            }
        }
        Map<String, String> labels = new HashMap<>();
        Set<String> used = new HashSet<>(byChip.keySet());
        byChip.forEach((chipName, folders) -> {
            for (String name : folders) {
                Chip chip = chips.get(name);
                String driver = chip == null ? "" : chip.driver;
                String label = folders.size() == 1 || driver.isEmpty() ? chipName : chipName + "_" + driver;
                String unique = label;
                for (int number = 2; folders.size() > 1 && !used.add(unique); number++) {
                    unique = label + "_" + number;
                }
                labels.put(name, unique);
            }
        });
        return labels;
    }

    private void addChip(Chip chip, String label, Families families) throws IOException {
        if (!chip.driver.isEmpty()) {
            families.gauge(
                    "node_hwmon_chip_names",
                    "Annotation metric for human-readable chip names",
                    Sample.labels("chip", label, "chip_name", chip.driver),
                    1);
        }
        for (Sensor sensor : chip.sensors) {
            if (sensor.property.equals("label")) {
                files.readValue(sensor.file)
                        .ifPresent(text -> families.gauge(
                                "node_hwmon_sensor_label",
                                "Label for given chip and sensor",
                                Sample.labels("chip", label, "label", text, "sensor", sensor.sensor),
                                1));
            } else {
                HwmonUnit unit = HwmonUnit.of(sensor.type, sensor.property);
                families.add(
                        unit.name(),
                        unit.counter() ? Family.Type.COUNTER : Family.Type.GAUGE,
                        unit.help(),
                        Sample.labels("chip", label, "sensor", sensor.sensor),
                        unit.value(files.readNumber(sensor.file)));
            }
        }
    }

    private Chip readChip(Path path) throws IOException {
        List<Sensor> sensors = new ArrayList<>();
        // Old drivers have their sensors in the device's folder.
        for (Path sensorFolder : List.of(path, path.resolve("device"))) {
            for (String file : files.list(sensorFolder)) {
                Matcher matcher = FILE_NAME.matcher(file);
                if (matcher.matches() && HwmonUnit.isSensor(matcher.group(1))) {
                    String property = matcher.group(3) == null ? "input" : matcher.group(3);
                    String sensor = matcher.group(1) + matcher.group(2);
                    sensors.add(new Sensor(sensorFolder.resolve(file), matcher.group(1), sensor, property));
                }
            }
        }
        return new Chip(
                chipName(path),
                files.readValue(path.resolve("name"))
                        .map(HwmonCollector::sanitize)
                        .orElse(""),
                sensors);
    }

    /** Bus and device, which stay the same across boots; the driver's name where there is no device. */
    private String chipName(Path path) throws IOException {
        Path device;
        try {
            device = path.resolve("device").toRealPath();
        } catch (IOException noDevice) {
            return files.readValue(path.resolve("name"))
                    .map(HwmonCollector::sanitize)
                    .orElse(String.valueOf(path.getFileName()));
        }
        Path parent = device.getParent();
        String type = sanitize(String.valueOf(parent == null ? "" : parent.getFileName()));
        String name = sanitize(String.valueOf(device.getFileName()));
        return type.isEmpty() || name.isEmpty() ? type + name : type + "_" + name;
    }

    static String sanitize(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9:_]", "_").replaceAll("^_+|_+$", "");
    }
}
