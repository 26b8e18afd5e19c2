// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.node.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.exporter.node.read.KernelFiles;
import peaceofmind.metrics.Family;

/** Several chips of one device, as in the kernel's {@code /sys/class/hwmon}. */
class HwmonCollectorTest {

    @TempDir
    private Path sys;

    private void createChip(int number, String device, String driver, int temperature) throws IOException {
        Path chip = Files.createDirectories(sys.resolve("class/hwmon/hwmon" + number));
        Path target = Files.createDirectories(sys.resolve("devices/platform/" + device));
        Files.createSymbolicLink(chip.resolve("device"), target);
        Files.writeString(chip.resolve("name"), driver + "\n");
        if (temperature != 0) {
            Files.writeString(chip.resolve("temp1_input"), temperature + "\n");
        }
    }

    private Map<String, Double> temperatures() throws IOException {
        Map<String, Double> temperatures = new TreeMap<>();
        HwmonCollector collector = new HwmonCollector(new KernelFiles(() -> 0), sys);
        collector.collect();
        List<Family> families = collector.collect().families();
        families.stream()
                .filter(family -> family.name().equals("node_hwmon_temp_celsius"))
                .flatMap(family -> family.samples().stream())
                .forEach(sample -> assertThat(
                                temperatures.put(sample.labels().getOrDefault("chip", ""), sample.value()))
                        .as("no series twice")
                        .isNull());
        return temperatures;
    }

    @Test
    void twoChipsOfOneDeviceHaveSeriesOfTheirOwn() throws IOException {
        createChip(0, "pmic.0", "cpu_thermal", 41_000);
        createChip(1, "pmic.0", "fan", 42_000);
        createChip(2, "board", "nct", 43_000);
        assertThat(temperatures())
                .isEqualTo(Map.of(
                        "platform_pmic_0_cpu_thermal", 41.0, "platform_pmic_0_fan", 42.0, "platform_board", 43.0));
    }

    @Test
    void chipsOfTheSameDriverAreNumbered() throws IOException {
        createChip(0, "pmic.0", "fan", 41_000);
        createChip(1, "pmic.0", "fan", 42_000);
        assertThat(temperatures()).isEqualTo(Map.of("platform_pmic_0_fan", 41.0, "platform_pmic_0_fan_2", 42.0));
    }

    @Test
    void aChipWithoutSensorsDoesNotChangeTheOthersNames() throws IOException {
        createChip(0, "pmic.0", "cpu_thermal", 41_000);
        createChip(1, "pmic.0", "rpi_volt", 0);
        assertThat(temperatures()).isEqualTo(Map.of("platform_pmic_0", 41.0));
    }
}
