// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import peaceofmind.foundation.file.DurableFile;
import peaceofmind.heartbeat.json.Json.JsonText;

/**
 * Layout of a demo's folder.
 *
 * @param root absolute
 * @param portBase first port; the others follow it, as 9101 follows 9100 on a device
 */
record DemoFolder(Path root, int portBase) {

    /** A constant because the method that fills it in would be too long with it. */
    @SuppressWarnings("InlineFormatString")
    private static final String TEMPLATE = """
                # Rewritten at every start of the demo: changes here are lost. A device has its own in /etc/peace/peace.yaml.
                device:
                  name: demo

                recorder:
                  source: test
                  auto_start: true
                  default_length: 1min
                  storage: %1$s
                  heartbeat: %2$s
                  socket: %3$s
                  control_file: %4$s
                  log_dir: %5$s
                  state_dir: %12$s
                  # A laptop may have less free space than a device: lower limits.
                  refuse_below_free: 100MB
                  warn_below_free: 200MB
                  stop_below_free: 50MB
                  network:
                    check: []
                  upload:
                    folder: %7$s

                watchdog:
                  socket: %8$s
                  state_dir: %6$s
                  log_dir: %5$s
                  simulated_boot: %9$s
                  stop_services_on_exit: true
                  services:
                    - name: recorder
                      actuator: process
                      command: [%10$s]
                      heartbeat: %2$s

                agent:
                  address: 127.0.0.1
                  node_port: %21$d
                  recorder_port: %11$d
                  heartbeat: %2$s
                  database: %14$s
                  storage: %1$s
                  state_dir: %13$s
                  watchdog_socket: %8$s
                  socket: %22$s

                # The demo needs no network: its machine's is not its business.
                network:
                  diagnose: false

                # The demo does not control the clock of its machine.
                alerts:
                  rules:
                    clock_unsynchronised: {on: false}

                # Reading needs no login, since only this machine can connect; actions do.
                dashboard:
                  port: %15$d
                  read_without_login: true
                  password_hash_file: %16$s
                  recorder_socket: %3$s
                  evidence_dir: %17$s
                  service_log: %18$s
                  watchdog_log: %19$s
                  system_log: %20$s
                """;

    Path config() {
        return root.resolve("peace.yaml");
    }

    Path heartbeat() {
        return root.resolve("run/heartbeat.json");
    }

    Path recorderSocket() {
        return root.resolve("run/recorder.sock");
    }

    Path watchdogSocket() {
        return root.resolve("run/watchdog.sock");
    }

    /** Replaces the kernel's boot id and uptime: a reboot of the demo writes new ones. */
    Path bootFile() {
        return root.resolve("run/boot.json");
    }

    Path videos() {
        return root.resolve("videos");
    }

    Path uploads() {
        return root.resolve("uploads");
    }

    Path logs() {
        return root.resolve("log");
    }

    Path log(String process) {
        return logs().resolve(process + ".out");
    }

    Path state() {
        return root.resolve("state");
    }

    int nodeMetricsPort() {
        return portBase;
    }

    int dashboardPort() {
        return portBase + 2;
    }

    /** Hash of the password that this demo prints. */
    Path passwordHashFile() {
        return root.resolve("run/dashboard.hash");
    }

    int recorderMetricsPort() {
        return portBase + 1;
    }

    /** Creates the folders and rewrites the configuration. */
    void prepare(List<String> recorderCommand) throws IOException {
        for (Path folder : List.of(root, root.resolve("run"), videos(), uploads(), logs(), state())) {
            Files.createDirectories(folder);
        }
        DurableFile.replace(config(), yaml(recorderCommand));
    }

    private String yaml(List<String> recorderCommand) {
        return TEMPLATE.formatted(
                quoted(videos()),
                quoted(heartbeat()),
                quoted(recorderSocket()),
                quoted(root.resolve("run/recorder_control.cmd")),
                quoted(logs()),
                quoted(state().resolve("watchdog")),
                quoted(uploads()),
                quoted(watchdogSocket()),
                quoted(bootFile()),
                recorderCommand.stream().map(DemoFolder::quoted).collect(Collectors.joining(", ")),
                recorderMetricsPort(),
                quoted(state().resolve("recorder")),
                quoted(state().resolve("agent")),
                quoted(videos().resolve("video_metadata.db")),
                dashboardPort(),
                quoted(passwordHashFile()),
                quoted(state().resolve("watchdog/evidence")),
                quoted(logs().resolve("service.log")),
                quoted(logs().resolve("watchdog.log")),
                quoted(log("agent")),
                nodeMetricsPort(),
                quoted(root.resolve("run/agent.sock")));
    }

    /** A JSON string is also a YAML string, whatever it contains. */
    private static String quoted(Object value) {
        return new JsonText(value.toString()).toJson();
    }
}
