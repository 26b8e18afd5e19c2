// SPDX-License-Identifier: Apache-2.0
package peaceofmind.linux.gpio;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import peaceofmind.foundation.log.ErrorText;

/**
 * Requests lines of a GPIO chip. The chip is found by its label, since its number differs between kernels. Failures say what to do; none
 * of the methods waits.
 */
public final class Gpio {

    /** The header with 40 pins of the Raspberry Pi 3, 4 and 5. */
    public static final List<String> RASPBERRY_PI = List.of("pinctrl-bcm2835", "pinctrl-bcm2711", "pinctrl-rp1");

    /** Shown to whoever asks who uses a line. */
    private static final String CONSUMER = "peace";

    private final DeviceCalls calls;
    private final Path devices;

    public Gpio() {
        this(new NativeDeviceCalls(), Path.of("/dev"));
    }

    Gpio(DeviceCalls calls, Path devices) {
        this.calls = calls;
        this.devices = devices;
    }

    /**
     * A line of the chip.
     *
     * @param labels of the chip, any of them
     * @param activeLow whether the line's low level means on, or pressed
     */
    public record Line(List<String> labels, int offset, boolean activeLow) {

        public Line {
            labels = List.copyOf(labels);
        }
    }

    private record Chip(Path path, String label, int lines, int descriptor) {}

    /**
     * Requests outputs, all off.
     *
     * @param offsets of at most 64 different lines
     * @throws IOException with what is missing or in use, and what to do
     */
    public GpioOutputs outputs(List<String> labels, List<Integer> offsets, boolean activeLow) throws IOException {
        long flags = GpioAbi.FLAG_OUTPUT | (activeLow ? GpioAbi.FLAG_ACTIVE_LOW : 0);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = request(arena, offsets, flags);
            long all = offsets.size() == GpioAbi.MAX_LINES ? -1L : (1L << offsets.size()) - 1;
            addAttribute(request, GpioAbi.ATTRIBUTE_OUTPUT_VALUES, all);
            return new GpioOutputs(calls, requestLines(labels, offsets, request), all);
        }
    }

    /**
     * Requests an input whose changes are reported, with a pull resistor towards its inactive level.
     *
     * @param debounce a level counts after it has been stable for this time
     * @throws IOException with what is missing or in use, and what to do
     */
    public GpioInput input(Line line, Duration debounce) throws IOException {
        long bias =
                line.activeLow() ? GpioAbi.FLAG_ACTIVE_LOW | GpioAbi.FLAG_BIAS_PULL_UP : GpioAbi.FLAG_BIAS_PULL_DOWN;
        long edges = GpioAbi.FLAG_EDGE_RISING | GpioAbi.FLAG_EDGE_FALLING;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = request(arena, List.of(line.offset()), GpioAbi.FLAG_INPUT | bias | edges);
            long attribute = addAttribute(request, GpioAbi.ATTRIBUTE_DEBOUNCE, 1);
            request.set(
                    ValueLayout.JAVA_INT,
                    attribute + GpioAbi.offset(GpioAbi.CONFIG_ATTRIBUTE, "attr", "value"),
                    Math.toIntExact(debounce.toNanos() / 1000));
            return new GpioInput(calls, requestLines(line.labels(), List.of(line.offset()), request));
        }
    }

    private static MemorySegment request(Arena arena, List<Integer> offsets, long flags) {
        MemorySegment request = arena.allocate(GpioAbi.LINE_REQUEST);
        for (int index = 0; index < offsets.size(); index++) {
            request.setAtIndex(ValueLayout.JAVA_INT, index, offsets.get(index));
        }
        GpioAbi.setText(request, CONSUMER, GpioAbi.LINE_REQUEST, "consumer");
        GpioAbi.setInt(request, offsets.size(), GpioAbi.LINE_REQUEST, "num_lines");
        GpioAbi.setLong(request, flags, GpioAbi.LINE_REQUEST, "config", "flags");
        return request;
    }

    /** @return the position of the attribute, whose value is zero */
    private static long addAttribute(MemorySegment request, int id, long lines) {
        int count = GpioAbi.getInt(request, GpioAbi.LINE_REQUEST, "config", "num_attrs");
        long attribute = GpioAbi.attributeOffset(count);
        request.set(ValueLayout.JAVA_INT, attribute + GpioAbi.offset(GpioAbi.CONFIG_ATTRIBUTE, "attr", "id"), id);
        request.set(ValueLayout.JAVA_LONG, attribute + GpioAbi.offset(GpioAbi.CONFIG_ATTRIBUTE, "mask"), lines);
        GpioAbi.setInt(request, count + 1, GpioAbi.LINE_REQUEST, "config", "num_attrs");
        return attribute;
    }

    /** @return the descriptor of the lines, which stay requested until it is closed */
    private int requestLines(List<String> labels, List<Integer> offsets, MemorySegment request) throws IOException {
        Chip chip = find(labels);
        try {
            for (int offset : offsets) {
                if (offset < 0 || offset >= chip.lines()) {
                    throw new IOException("GPIO line " + offset + " does not exist: " + chip.path() + " ("
                            + chip.label() + ") has the lines 0 to " + (chip.lines() - 1));
                }
            }
            calls.ioctl(chip.descriptor(), GpioAbi.GET_LINE, request);
            return GpioAbi.getInt(request, GpioAbi.LINE_REQUEST, "fd");
        } catch (DeviceException refused) {
            throw new IOException(reason(refused, chip, offsets), refused);
        } finally {
            calls.close(chip.descriptor());
        }
    }

    private String reason(DeviceException refused, Chip chip, List<Integer> offsets) {
        if (refused.errno() != DeviceException.EBUSY) {
            return "the GPIO lines " + offsets + " of " + chip.path() + " cannot be used: " + refused.getMessage();
        }
        String users = offsets.stream()
                .map(offset -> user(chip, offset))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining(", "));
        return (users.isEmpty() ? "one of the GPIO lines " + offsets + " is in use" : users)
                + ": stop what uses it, or name another line below recorder.lights";
    }

    /** Who uses a line, for people; empty if nobody does. */
    private String user(Chip chip, int offset) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(GpioAbi.LINE_INFO);
            GpioAbi.setInt(info, offset, GpioAbi.LINE_INFO, "offset");
            calls.ioctl(chip.descriptor(), GpioAbi.GET_LINEINFO, info);
            boolean used = (GpioAbi.getLong(info, GpioAbi.LINE_INFO, "flags") & GpioAbi.FLAG_USED) != 0;
            String consumer = GpioAbi.getText(info, GpioAbi.LINE_INFO, "consumer");
            return used ? "GPIO line " + offset + " is in use by \"" + consumer + "\"" : "";
        } catch (DeviceException unknown) {
            return "";
        }
    }

    /** The first chip with one of these labels, which is open then. */
    private Chip find(List<String> labels) throws IOException {
        List<String> others = new ArrayList<>();
        for (Path device : chips()) {
            Chip chip;
            try {
                chip = open(device);
            } catch (DeviceException denied) {
                others.add(device + ": " + openFailure(denied));
                continue;
            }
            if (labels.contains(chip.label())) {
                return chip;
            }
            others.add(device + " (" + chip.label() + ")");
            calls.close(chip.descriptor());
        }
        throw new IOException(
                others.isEmpty()
                        ? "this machine has no GPIO chip: set recorder.lights.enabled to false"
                        : "no GPIO chip is called " + String.join(" or ", labels) + "; found: "
                                + String.join(", ", others) + ". Name it in recorder.lights.chip");
    }

    private static String openFailure(DeviceException denied) {
        return switch (denied.errno()) {
            case DeviceException.EACCES, DeviceException.EPERM ->
                "not permitted; the recorder's user must be in the group of that device (gpio)";
            default -> String.valueOf(denied.getMessage());
        };
    }

    private Chip open(Path device) throws DeviceException {
        int descriptor = calls.open(device.toString());
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(GpioAbi.CHIP_INFO);
            calls.ioctl(descriptor, GpioAbi.GET_CHIPINFO, info);
            return new Chip(
                    device,
                    GpioAbi.getText(info, GpioAbi.CHIP_INFO, "label"),
                    GpioAbi.getInt(info, GpioAbi.CHIP_INFO, "lines"),
                    descriptor);
        } catch (DeviceException noChip) {
            calls.close(descriptor);
            throw noChip;
        }
    }

    /** In the order of their numbers. */
    private List<Path> chips() throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(devices, "gpiochip*")) {
            entries.forEach(found::add);
        } catch (IOException unreadable) {
            throw new IOException(devices + " cannot be read: " + ErrorText.of(unreadable), unreadable);
        }
        found.sort(
                Comparator.comparingInt((Path path) -> path.toString().length()).thenComparing(Path::toString));
        return found;
    }
}
