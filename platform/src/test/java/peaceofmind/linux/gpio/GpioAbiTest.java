// SPDX-License-Identifier: Apache-2.0
package peaceofmind.linux.gpio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.lang.foreign.StructLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The structs are those of the kernel's published header, byte for byte. */
class GpioAbiTest {

    /** By the header of Linux 6.1: sizes, positions and requests; each name is an expression of C. */
    private static final Map<String, Long> PUBLISHED = published();

    @TempDir
    private Path folder;

    @Test
    void eachStructAndRequestIsThePublishedOne() {
        assertThat(ours()).isEqualTo(PUBLISHED);
    }

    /** Where a compiler and the header are installed, they are asked. */
    @Test
    void theHeaderOfThisMachineHasTheSameNumbers() throws Exception {
        assumeThat(Path.of("/usr/include/linux/gpio.h"))
                .as("needs linux-libc-dev")
                .exists();
        assumeThat(Path.of("/usr/bin/cc")).as("needs a C compiler").exists();
        String prints = PUBLISHED.keySet().stream()
                .map(name -> "printf(\"%llu\\n\", (unsigned long long)(" + name + "));")
                .collect(Collectors.joining("\n"));
        Path source = Files.writeString(
                folder.resolve("abi.c"),
                "#include <linux/gpio.h>\n#include <stddef.h>\n#include <stdio.h>\nint main(void) {\n" + prints
                        + "\n}\n");
        Path program = folder.resolve("abi");
        run("/usr/bin/cc", "-o", program.toString(), source.toString());
        assertThat(run(program.toString()).lines().map(Long::valueOf)).containsExactlyElementsOf(PUBLISHED.values());
    }

    private static Map<String, Long> published() {
        Map<String, Long> published = new LinkedHashMap<>();
        published.put("sizeof(struct gpiochip_info)", 68L);
        published.put("offsetof(struct gpiochip_info, label)", 32L);
        published.put("offsetof(struct gpiochip_info, lines)", 64L);
        published.put("sizeof(struct gpio_v2_line_attribute)", 16L);
        published.put("offsetof(struct gpio_v2_line_attribute, values)", 8L);
        published.put("sizeof(struct gpio_v2_line_config_attribute)", 24L);
        published.put("offsetof(struct gpio_v2_line_config_attribute, mask)", 16L);
        published.put("sizeof(struct gpio_v2_line_config)", 272L);
        published.put("offsetof(struct gpio_v2_line_config, num_attrs)", 8L);
        published.put("offsetof(struct gpio_v2_line_config, attrs)", 32L);
        published.put("sizeof(struct gpio_v2_line_request)", 592L);
        published.put("offsetof(struct gpio_v2_line_request, consumer)", 256L);
        published.put("offsetof(struct gpio_v2_line_request, config)", 288L);
        published.put("offsetof(struct gpio_v2_line_request, num_lines)", 560L);
        published.put("offsetof(struct gpio_v2_line_request, event_buffer_size)", 564L);
        published.put("offsetof(struct gpio_v2_line_request, fd)", 588L);
        published.put("sizeof(struct gpio_v2_line_values)", 16L);
        published.put("offsetof(struct gpio_v2_line_values, mask)", 8L);
        published.put("sizeof(struct gpio_v2_line_info)", 256L);
        published.put("offsetof(struct gpio_v2_line_info, consumer)", 32L);
        published.put("offsetof(struct gpio_v2_line_info, offset)", 64L);
        published.put("offsetof(struct gpio_v2_line_info, flags)", 72L);
        published.put("sizeof(struct gpio_v2_line_event)", 48L);
        published.put("offsetof(struct gpio_v2_line_event, id)", 8L);
        published.put("offsetof(struct gpio_v2_line_event, offset)", 12L);
        published.put("GPIO_GET_CHIPINFO_IOCTL", 0x8044B401L);
        published.put("GPIO_V2_GET_LINEINFO_IOCTL", 0xC100B405L);
        published.put("GPIO_V2_GET_LINE_IOCTL", 0xC250B407L);
        published.put("GPIO_V2_LINE_GET_VALUES_IOCTL", 0xC010B40EL);
        published.put("GPIO_V2_LINE_SET_VALUES_IOCTL", 0xC010B40FL);
        published.put("GPIO_V2_LINE_FLAG_USED", 1L);
        published.put("GPIO_V2_LINE_FLAG_ACTIVE_LOW", 2L);
        published.put("GPIO_V2_LINE_FLAG_INPUT", 4L);
        published.put("GPIO_V2_LINE_FLAG_OUTPUT", 8L);
        published.put("GPIO_V2_LINE_FLAG_EDGE_RISING", 16L);
        published.put("GPIO_V2_LINE_FLAG_EDGE_FALLING", 32L);
        published.put("GPIO_V2_LINE_FLAG_BIAS_PULL_UP", 256L);
        published.put("GPIO_V2_LINE_FLAG_BIAS_PULL_DOWN", 512L);
        published.put("GPIO_V2_LINE_ATTR_ID_OUTPUT_VALUES", 2L);
        published.put("GPIO_V2_LINE_ATTR_ID_DEBOUNCE", 3L);
        published.put("GPIO_V2_LINE_EVENT_RISING_EDGE", 1L);
        published.put("GPIO_V2_LINE_EVENT_FALLING_EDGE", 2L);
        return published;
    }

    private static Map<String, Long> ours() {
        Map<String, Long> ours = new LinkedHashMap<>();
        struct(ours, "gpiochip_info", GpioAbi.CHIP_INFO, "label", "lines");
        ours.put("sizeof(struct gpio_v2_line_attribute)", GpioAbi.LINE_ATTRIBUTE.byteSize());
        ours.put("offsetof(struct gpio_v2_line_attribute, values)", GpioAbi.offset(GpioAbi.LINE_ATTRIBUTE, "value"));
        struct(ours, "gpio_v2_line_config_attribute", GpioAbi.CONFIG_ATTRIBUTE, "mask");
        struct(ours, "gpio_v2_line_config", GpioAbi.LINE_CONFIG, "num_attrs", "attrs");
        struct(
                ours,
                "gpio_v2_line_request",
                GpioAbi.LINE_REQUEST,
                "consumer",
                "config",
                "num_lines",
                "event_buffer_size",
                "fd");
        struct(ours, "gpio_v2_line_values", GpioAbi.LINE_VALUES, "mask");
        struct(ours, "gpio_v2_line_info", GpioAbi.LINE_INFO, "consumer", "offset", "flags");
        struct(ours, "gpio_v2_line_event", GpioAbi.LINE_EVENT, "id", "offset");
        ours.put("GPIO_GET_CHIPINFO_IOCTL", GpioAbi.GET_CHIPINFO);
        ours.put("GPIO_V2_GET_LINEINFO_IOCTL", GpioAbi.GET_LINEINFO);
        ours.put("GPIO_V2_GET_LINE_IOCTL", GpioAbi.GET_LINE);
        ours.put("GPIO_V2_LINE_GET_VALUES_IOCTL", GpioAbi.GET_VALUES);
        ours.put("GPIO_V2_LINE_SET_VALUES_IOCTL", GpioAbi.SET_VALUES);
        ours.put("GPIO_V2_LINE_FLAG_USED", GpioAbi.FLAG_USED);
        ours.put("GPIO_V2_LINE_FLAG_ACTIVE_LOW", GpioAbi.FLAG_ACTIVE_LOW);
        ours.put("GPIO_V2_LINE_FLAG_INPUT", GpioAbi.FLAG_INPUT);
        ours.put("GPIO_V2_LINE_FLAG_OUTPUT", GpioAbi.FLAG_OUTPUT);
        ours.put("GPIO_V2_LINE_FLAG_EDGE_RISING", GpioAbi.FLAG_EDGE_RISING);
        ours.put("GPIO_V2_LINE_FLAG_EDGE_FALLING", GpioAbi.FLAG_EDGE_FALLING);
        ours.put("GPIO_V2_LINE_FLAG_BIAS_PULL_UP", GpioAbi.FLAG_BIAS_PULL_UP);
        ours.put("GPIO_V2_LINE_FLAG_BIAS_PULL_DOWN", GpioAbi.FLAG_BIAS_PULL_DOWN);
        ours.put("GPIO_V2_LINE_ATTR_ID_OUTPUT_VALUES", (long) GpioAbi.ATTRIBUTE_OUTPUT_VALUES);
        ours.put("GPIO_V2_LINE_ATTR_ID_DEBOUNCE", (long) GpioAbi.ATTRIBUTE_DEBOUNCE);
        ours.put("GPIO_V2_LINE_EVENT_RISING_EDGE", (long) GpioAbi.RISING_EDGE);
        ours.put("GPIO_V2_LINE_EVENT_FALLING_EDGE", (long) GpioAbi.FALLING_EDGE);
        return ours;
    }

    private static void struct(Map<String, Long> ours, String name, StructLayout layout, String... members) {
        ours.put("sizeof(struct " + name + ")", layout.byteSize());
        for (String member : members) {
            ours.put("offsetof(struct " + name + ", " + member + ")", GpioAbi.offset(layout, member));
        }
    }

    private static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
