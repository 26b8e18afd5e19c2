// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.node.device;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import peaceofmind.exporter.node.read.Families;
import peaceofmind.exporter.node.read.KernelFiles;
import peaceofmind.metrics.Family.Sample;
import peaceofmind.metrics.collect.Collector;

/** The machine according to a PC's firmware: {@code /sys/class/dmi/id}. A Raspberry Pi has none. Never changes: cache it. */
public record DmiCollector(KernelFiles files, Path sys) implements Collector {

    /** Files, named like their labels except for one. */
    private static final List<String> FILES = List.of(
            "bios_date",
            "bios_release",
            "bios_vendor",
            "bios_version",
            "board_asset_tag",
            "board_name",
            "board_serial",
            "board_vendor",
            "board_version",
            "chassis_asset_tag",
            "chassis_serial",
            "chassis_vendor",
            "chassis_version",
            "product_family",
            "product_name",
            "product_serial",
            "product_sku",
            "product_uuid",
            "product_version",
            "sys_vendor");

    @Override
    public String name() {
        return "dmi";
    }

    @Override
    public Collected collect() throws IOException {
        List<String> labels = new ArrayList<>();
        for (String file : FILES) {
            Optional<String> value = files.readValue(sys.resolve("class/dmi/id").resolve(file));
            if (value.isPresent()) {
                labels.add(file.equals("sys_vendor") ? "system_vendor" : file);
                labels.add(value.get());
            }
        }
        if (labels.isEmpty()) {
            return Collected.of(List.of());
        }
        return Collected.of(new Families()
                .gauge(
                        "node_dmi_info",
                        "A metric with a constant '1' value labeled by the fields that the machine's firmware provides in"
                                + " DMI.",
                        Sample.labels(labels.toArray(String[]::new)),
                        1)
                .toList());
    }
}
