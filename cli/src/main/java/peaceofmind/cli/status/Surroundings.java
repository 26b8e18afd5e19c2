package peaceofmind.cli.status;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The machine itself, as {@code /proc} and {@code /sys} show it. What a machine doesn't have is empty.
 *
 * @param celsius of the hottest zone
 * @param throttled bits as the Raspberry Pi's {@code get_throttled} has them
 * @param links network interfaces, each with its state
 */
record Surroundings(
        Optional<Duration> uptime,
        Optional<Double> load,
        Optional<Double> celsius,
        Optional<Integer> throttled,
        List<String> links) {

    /** Under-voltage, capped frequency, throttling, soft temperature limit: at this moment. */
    static final int THROTTLED_NOW = 0xF;

    Surroundings {
        links = List.copyOf(links);
    }

    /** @param root {@code /}, or a fixture */
    static Surroundings of(Path root) {
        Optional<Duration> uptime = first(root.resolve("proc/uptime"))
                .flatMap(Surroundings::decimal)
                .map(seconds -> Duration.ofMillis(Math.round(seconds * 1000)));
        Optional<Double> load = first(root.resolve("proc/loadavg")).flatMap(Surroundings::decimal);
        Optional<Integer> throttled = first(root.resolve("sys/devices/platform/soc/soc:firmware/get_throttled"))
                .filter(text -> text.matches("(0x)?[0-9a-fA-F]{1,7}"))
                .map(text -> Integer.parseInt(text.startsWith("0x") ? text.substring(2) : text, 16));
        return new Surroundings(uptime, load, hottest(root.resolve("sys/class/thermal")), throttled, links(root));
    }

    private static Optional<Double> hottest(Path zones) {
        List<Double> found = new ArrayList<>();
        for (Path zone : children(zones, "thermal_zone*")) {
            first(zone.resolve("temp"))
                    .flatMap(Surroundings::decimal)
                    .map(milli -> milli / 1000)
                    // A sensor that is asleep says 0 or less than any room.
                    .filter(celsius -> celsius > 0 && celsius < 150)
                    .ifPresent(found::add);
        }
        return found.isEmpty() ? Optional.empty() : Optional.of(Collections.max(found));
    }

    private static List<String> links(Path root) {
        List<String> links = new ArrayList<>();
        for (Path link : children(root.resolve("sys/class/net"), "*")) {
            String name = link.getFileName().toString();
            if (!name.equals("lo")) {
                // One without hardware is told only while it is up, such as a tunnel.
                boolean real = Files.exists(link.resolve("device"));
                first(link.resolve("operstate"))
                        .filter(state -> real || state.equals("up"))
                        .ifPresent(state -> links.add(name + " " + state));
            }
        }
        Collections.sort(links);
        return links.subList(0, Math.min(links.size(), 4));
    }

    private static List<Path> children(Path folder, String pattern) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, pattern)) {
            entries.forEach(found::add);
        } catch (IOException none) {
            return List.of();
        }
        return found;
    }

    private static Optional<String> first(Path file) {
        try {
            String text = Files.readString(file).strip();
            return text.isEmpty() ? Optional.empty() : Optional.of(text.split("\\s", 2)[0]);
        } catch (IOException absent) {
            return Optional.empty();
        }
    }

    private static Optional<Double> decimal(String text) {
        return text.matches("-?\\d{1,12}(\\.\\d{1,6})?") ? Optional.of(Double.parseDouble(text)) : Optional.empty();
    }
}
