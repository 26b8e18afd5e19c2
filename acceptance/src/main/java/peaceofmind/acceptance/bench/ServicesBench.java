// SPDX-License-Identifier: Apache-2.0
package peaceofmind.acceptance.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import peaceofmind.acceptance.Checkout;

/**
 * What the watchdog costs with 1, 5 and 20 services that beat once a second. It runs as on a device, by the package's own launcher, and
 * supervises the processes itself: with systemd, each status is a {@code systemctl} on top.
 */
final class ServicesBench {

    private static final List<Integer> NUMBERS = List.of(1, 5, 20);
    private static final Duration WARM_UP_TIME = Duration.ofMinutes(1);
    private static final Duration MEASURED = Duration.ofMinutes(1);

    private ServicesBench() {}

    static void run(Checkout checkout, Path dir, BenchReport report) throws IOException, InterruptedException {
        report.heading("The watchdog with several services, over a minute, a minute after its start");
        for (int number : NUMBERS) {
            measure(checkout, Files.createDirectories(dir.resolve(Integer.toString(number))), number, report);
        }
    }

    private static void measure(Checkout checkout, Path dir, int number, BenchReport report)
            throws IOException, InterruptedException {
        Process watchdog = start(checkout, dir, number);
        try {
            MeasuredProcess measured = new MeasuredProcess(watchdog.pid());
            beat(dir, number, WARM_UP_TIME);
            double before = measured.cpuSeconds();
            long written = measured.writtenBytes();
            beat(dir, number, MEASURED);
            if (!watchdog.isAlive()) {
                throw new IOException("the watchdog has exited: see " + dir.resolve("watchdog.out"));
            }
            String services = number + (number == 1 ? " service" : " services");
            report.row(services + ", memory (PSS)", "MB", "-", measured.pssMegabytes());
            report.row(services + ", CPU per minute", "s", "-", measured.cpuSeconds() - before);
            report.row(services + ", disk writes", "kB/min", "-", (measured.writtenBytes() - written) / 1e3);
        } finally {
            watchdog.destroy();
            if (!watchdog.waitFor(30, TimeUnit.SECONDS)) {
                watchdog.destroyForcibly();
            }
        }
    }

    private static Process start(Checkout checkout, Path dir, int number) throws IOException {
        StringBuilder config = new StringBuilder();
        config.append("watchdog:\n  socket: %1$s/watchdog.sock\n  state_dir: %1$s/state\n  log_dir: %1$s/log\n"
                        .formatted(dir))
                .append("  stop_services_on_exit: true\n  services:\n");
        for (int service = 0; service < number; service++) {
            config.append("    - {name: app%1$d, actuator: process, command: [sleep, infinity], heartbeat: %2$s}\n"
                    .formatted(service, heartbeat(dir, service)));
        }
        return PackagedWatchdog.start(checkout, dir, config);
    }

    private static Path heartbeat(Path dir, int service) {
        return dir.resolve("heartbeat-" + service + ".json");
    }

    private static void beat(Path dir, int number, Duration time) throws IOException, InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        List<Path> temporary = new ArrayList<>();
        for (int service = 0; service < number; service++) {
            temporary.add(dir.resolve("heartbeat-" + service + ".tmp"));
        }
        while (System.nanoTime() < end) {
            String beat = "{\"timestamp\":\"" + Instant.now() + "\",\"state\":\"ready\"}";
            for (int service = 0; service < number; service++) {
                Files.writeString(temporary.get(service), beat);
                Files.move(temporary.get(service), heartbeat(dir, service), StandardCopyOption.REPLACE_EXISTING);
            }
            TimeUnit.SECONDS.sleep(1);
        }
    }
}
