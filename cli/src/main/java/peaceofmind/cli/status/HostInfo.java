// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.status;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The machine itself, as {@code /proc} and {@code /sys} show it. What a machine doesn't have is empty.
 *
 * @param celsius of the hottest zone
 * @param throttled bits as the Raspberry Pi's {@code get_throttled} has them
 * @param interfaces network interfaces, each with its state
 */
record HostInfo(
        Optional<Duration> uptime,
        Optional<Double> load,
        Optional<Double> celsius,
        Optional<Integer> throttled,
        List<NetworkInterface> interfaces) {

    /** @param state as the kernel names it: {@code up}, {@code down}, {@code dormant}, {@code unknown} … */
    record NetworkInterface(String name, String state) {}

    /** Under-voltage, capped frequency, throttling, soft temperature limit: at this moment. */
    static final int THROTTLED_NOW = 0xF;

    HostInfo {
        interfaces = List.copyOf(interfaces);
    }

    /** @param root {@code /}, or a fixture */
    static HostInfo read(Path root) {
        Optional<Duration> uptime = firstToken(root.resolve("proc/uptime"))
                .flatMap(HostInfo::parseDecimal)
                .map(seconds -> Duration.ofMillis(Math.round(seconds * 1000)));
        Optional<Double> load = firstToken(root.resolve("proc/loadavg")).flatMap(HostInfo::parseDecimal);
        Optional<Integer> throttled = firstToken(root.resolve("sys/devices/platform/soc/soc:firmware/get_throttled"))
                .filter(text -> text.matches("(0x)?[0-9a-fA-F]{1,7}"))
                .map(text -> Integer.parseInt(text.startsWith("0x") ? text.substring(2) : text, 16));
        return new HostInfo(uptime, load, hottest(root.resolve("sys/class/thermal")), throttled, interfaces(root));
    }

    private static Optional<Double> hottest(Path zones) {
        List<Double> found = new ArrayList<>();
        for (Path zone : children(zones, "thermal_zone*")) {
            firstToken(zone.resolve("temp"))
                    .flatMap(HostInfo::parseDecimal)
                    .map(millidegrees -> millidegrees / 1000)
                    // A sleeping sensor reads 0 or an impossible value.
                    .filter(celsius -> celsius > 0 && celsius < 150)
                    .ifPresent(found::add);
        }
        return found.isEmpty() ? Optional.empty() : Optional.of(Collections.max(found));
    }

    private static List<NetworkInterface> interfaces(Path root) {
        List<NetworkInterface> interfaces = new ArrayList<>();
        for (Path networkInterface : children(root.resolve("sys/class/net"), "*")) {
            String name = networkInterface.getFileName().toString();
            if (!name.equals("lo")) {
                // An interface without hardware, such as a tunnel, is listed only while it is up.
                boolean isPhysical = Files.exists(networkInterface.resolve("device"));
                firstToken(networkInterface.resolve("operstate"))
                        .filter(state -> isPhysical || state.equals("up"))
                        .ifPresent(state -> interfaces.add(new NetworkInterface(name, state)));
            }
        }
        interfaces.sort(Comparator.comparing(NetworkInterface::name));
        return interfaces.subList(0, Math.min(interfaces.size(), 4));
    }

    private static List<Path> children(Path folder, String pattern) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, pattern)) {
            entries.forEach(found::add);
        } catch (IOException unreadable) {
            return List.of();
        }
        return found;
    }

    private static Optional<String> firstToken(Path file) {
        try {
            String text = Files.readString(file).strip();
            return text.isEmpty() ? Optional.empty() : Optional.of(text.split("\\s", 2)[0]);
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    private static Optional<Double> parseDecimal(String text) {
        return text.matches("-?\\d{1,12}(\\.\\d{1,6})?") ? Optional.of(Double.parseDouble(text)) : Optional.empty();
    }
}
