// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import peaceofmind.foundation.file.DurableFile;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.linux.KernelClock;

/** The simulated boot of a demo: the watchdog reads its boot id and uptime from a file, so a demo can reboot without the machine. */
final class DemoBoot {

    private DemoBoot() {}

    /** Writes a new boot that starts now. */
    static void simulate(Path file) throws IOException {
        Duration uptime = new KernelClock(Path.of("/proc")).uptime();
        DurableFile.replace(
                file,
                Json.object()
                                .put("boot_id", UUID.randomUUID().toString())
                                .put("booted_at_uptime_seconds", uptime.toMillis() / 1000.0)
                                .build()
                                .toPrettyJson()
                        + "\n");
    }
}
