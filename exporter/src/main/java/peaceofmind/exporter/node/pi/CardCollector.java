// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.node.pi;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import peaceofmind.exporter.node.read.Families;
import peaceofmind.exporter.node.read.KernelFiles;
import peaceofmind.metrics.Family.Sample;
import peaceofmind.metrics.collect.Collector;

/**
 * Wear of eMMC and SD memory: {@code life_time} and {@code pre_eol_info} below {@code /sys/block/mmcblk*} (JEDEC eMMC 5.0, EXT_CSD 267
 * to 269). Most SD cards provide neither.
 */
public record CardCollector(KernelFiles files, Path sys) implements Collector {

    private static final List<String> MEMORY_TYPES = List.of("a", "b");
    private static final List<String> EOL_STATES = List.of("normal", "warning", "urgent");

    /** 0x01 means up to 10 % used … 0x0a up to 100 %, 0x0b beyond the rated life. */
    private static final double MAX_USED_TENTHS = 11;

    @Override
    public String name() {
        return "card";
    }

    @Override
    public Collected collect() throws IOException {
        Families families = new Families();
        for (String name : files.list(sys.resolve("block"))) {
            if (name.matches("mmcblk\\d{1,3}")) {
                addCard(name, sys.resolve("block").resolve(name).resolve("device"), families);
            }
        }
        return Collected.of(families.toList());
    }

    private void addCard(String name, Path device, Families families) throws IOException {
        families.gauge(
                "peace_card_info",
                "SD card or eMMC; always 1.",
                Sample.labels(
                        "device", name,
                        "type", files.readValue(device.resolve("type")).orElse(""),
                        "name", files.readValue(device.resolve("name")).orElse(""),
                        "date", files.readValue(device.resolve("date")).orElse("")),
                1);
        Optional<String> life = files.readValue(device.resolve("life_time"));
        if (life.isPresent()) {
            String[] tenths = life.get().split("\\s+", -1);
            for (int i = 0; i < Math.min(tenths.length, MEMORY_TYPES.size()); i++) {
                double used = parseHex(tenths[i]);
                families.gauge(
                        "peace_card_life_used_ratio",
                        "Used part of the memory's rated life by its own estimate, rounded up to tenths: 1 is all of it, 1.1"
                                + " more than that. Type a is the fast part, b the rest; absent when unknown.",
                        Sample.labels("device", name, "memory", MEMORY_TYPES.get(i)),
                        used >= 1 && used <= MAX_USED_TENTHS ? used / 10 : Double.NaN);
            }
        }
        double eol = parseHex(files.readValue(device.resolve("pre_eol_info")).orElse(""));
        if (eol >= 1 && eol <= EOL_STATES.size()) {
            for (int i = 0; i < EOL_STATES.size(); i++) {
                families.gauge(
                        "peace_card_pre_end_of_life",
                        "Reserve blocks of the memory: warning means 80 % used, urgent 90 %; 1 for the current state.",
                        Sample.labels("device", name, "state", EOL_STATES.get(i)),
                        eol == i + 1 ? 1 : 0);
            }
        }
    }

    private static double parseHex(String text) {
        return text.matches("0x[0-9a-fA-F]{1,4}") ? Integer.parseInt(text.substring(2), 16) : Double.NaN;
    }
}
