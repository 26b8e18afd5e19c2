// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.node.pi;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import peaceofmind.exporter.node.read.Families;
import peaceofmind.exporter.node.read.KernelFiles;
import peaceofmind.linux.Subprocess;
import peaceofmind.metrics.Family.Sample;
import peaceofmind.metrics.collect.Collector;

/**
 * Whether a Raspberry Pi has too little power or is too hot, now or at any time since boot: the firmware's {@code get_throttled}, from
 * sysfs or through {@code vcgencmd}, which runs once a minute. Other machines have no such series.
 */
public final class ThrottleCollector implements Collector {

    /** Runs {@code vcgencmd get_throttled}; tests supply a fake. */
    public interface Firmware {
        Optional<String> getThrottled() throws InterruptedException;
    }

    private static final Path PLATFORM = Path.of("devices/platform");
    private static final Duration VCGENCMD_TIMEOUT = Duration.ofSeconds(2);
    private static final Pattern THROTTLED_BITS = Pattern.compile("(?:throttled=)?(?:0x)?([0-9a-fA-F]{1,8})");

    /** Bits 0 to 3 are the current state, 16 to 19 the same since boot. */
    private static final List<String> REASONS =
            List.of("under_voltage", "frequency_capped", "throttled", "soft_temperature_limit");

    private static final int SINCE_BOOT_SHIFT = 16;

    private final KernelFiles files;
    private final Path platform;
    private final Firmware firmware;
    private Optional<Path> file = Optional.empty();
    private boolean searched;

    public ThrottleCollector(KernelFiles files, Path sys, Firmware firmware) {
        this.files = files;
        this.platform = sys.resolve(PLATFORM);
        this.firmware = firmware;
    }

    /** Runs the command; empty when it is not installed or fails. */
    public static Optional<String> vcgencmd() throws InterruptedException {
        return Subprocess.run(List.of("vcgencmd", "get_throttled"), VCGENCMD_TIMEOUT, 1024)
                                instanceof Subprocess.Exited exited
                        && exited.succeeded()
                ? Optional.of(exited.output())
                : Optional.empty();
    }

    @Override
    public String name() {
        return "throttled";
    }

    @Override
    public Collected collect() throws IOException, InterruptedException {
        if (!searched) {
            searched = true;
            file = findFile();
        }
        Optional<String> output = file.isPresent() ? files.readValue(file.get()) : firmware.getThrottled();
        Families families = new Families();
        OptionalInt bits = output.map(ThrottleCollector::parse).orElse(OptionalInt.empty());
        if (bits.isPresent()) {
            for (int i = 0; i < REASONS.size(); i++) {
                families.gauge(
                        "rpi_throttled",
                        "Whether the Raspberry Pi's firmware currently throttles it (1), by reason; under_voltage means that the"
                                + " power supply or cable is too weak.",
                        Sample.labels("reason", REASONS.get(i)),
                        bits.getAsInt() >> i & 1);
                families.gauge(
                        "rpi_throttled_since_boot",
                        "Whether the Raspberry Pi's firmware has throttled it at any time since boot (1), by reason.",
                        Sample.labels("reason", REASONS.get(i)),
                        bits.getAsInt() >> (SINCE_BOOT_SHIFT + i) & 1);
            }
        }
        return Collected.of(families.toList());
    }

    /** In {@code soc:firmware}, whose name contains an address on some models. */
    private Optional<Path> findFile() {
        for (String soc : files.list(platform)) {
            if (soc.startsWith("soc")) {
                for (String device : files.list(platform.resolve(soc))) {
                    Path found = platform.resolve(soc).resolve(device).resolve("get_throttled");
                    if (device.endsWith("firmware")
                            && files.list(platform.resolve(soc).resolve(device)).contains("get_throttled")) {
                        return Optional.of(found);
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** Hexadecimal, as in sysfs ({@code 50005}) or from vcgencmd ({@code throttled=0x50005}). */
    static OptionalInt parse(String output) {
        Matcher hex = THROTTLED_BITS.matcher(output.strip());
        return hex.matches() ? OptionalInt.of(Integer.parseUnsignedInt(hex.group(1), 16)) : OptionalInt.empty();
    }
}
