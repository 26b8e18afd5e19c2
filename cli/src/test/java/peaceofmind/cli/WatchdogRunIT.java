// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.testkit.Eventually.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.linux.Subprocess;

/** {@code peace watchdog run}: a machine without systemd, and no rights. */
class WatchdogRunIT {

    @TempDir
    private Path folder;

    @Test
    void theWatchdogRunsUntilTheCommandIsStopped() throws Exception {
        Path config = Files.writeString(folder.resolve("peace.yaml"), config(folder));
        Process run = new ProcessBuilder(peace("watchdog", "run", "--config", config.toString()))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
        try {
            await().untilAsserted(() -> assertThat(status(config)).contains("condition", "healthy"));
            assertThat(status(config)).contains("app");
        } finally {
            run.destroy();
        }
        assertThat(run.waitFor()).isNotZero();
        await().untilAsserted(() -> assertThat(status(config)).doesNotContain("condition"));
    }

    private static String status(Path config) throws InterruptedException {
        return Subprocess.run(peace("watchdog", "status", "--config", config.toString()), Duration.ofMinutes(1), 20_000)
                .toString();
    }

    private static List<String> peace(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "peaceofmind.cli.Peace"));
        command.addAll(List.of(arguments));
        return command;
    }

    private static String config(Path folder) {
        return """
            watchdog:
              socket: %1$s/watchdog.sock
              state_dir: %1$s/state
              log_dir: %1$s/log
              stop_services_on_exit: true
              services:
                - name: app
                  actuator: process
                  command: [sh, -c, 'while true; do touch %1$s/beat; sleep 0.5; done']
                  heartbeat: %1$s/beat
            """.formatted(folder);
    }
}
