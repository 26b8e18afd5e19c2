// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.testkit.Eventually.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import picocli.CommandLine;

/** What devices ship is in Debian's Prometheus, and the command reads it from there. */
class FleetIT {

    @TempDir
    private Path folder;

    private final Instant lastSample = Instant.now().minus(Duration.ofMinutes(11));
    private HttpServer devices;
    private Process prometheus;
    private Path inventory;

    @BeforeEach
    void start() throws IOException {
        Assumptions.assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/prometheus")), "what needs prometheus: it is not installed");
        devices = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        devices.createContext("/metrics", exchange -> {
            try (exchange) {
                byte[] body = page().getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        devices.start();
        int port = freePort();
        Path config = Files.writeString(folder.resolve("prometheus.yml"), """
                global: {scrape_interval: 1s}
                scrape_configs:
                  - {job_name: recorder, honor_labels: true, static_configs: [{targets: ['127.0.0.1:%d']}]}
                """.formatted(
                        devices.getAddress().getPort()));
        prometheus = new ProcessBuilder(
                        "/usr/bin/prometheus",
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + folder.resolve("tsdb"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("prometheus.out").toFile())
                .start();
        inventory = Files.writeString(folder.resolve("fleet.yaml"), """
            fleet:
              prometheus: {url: "http://127.0.0.1:%d/"}
              devices:
                - {name: well, customer: rob, place: Balaruc, groups: [canary], drill: true}
                - {name: broken, customer: rob, contact: "Rob, 0600"}
                - {name: shrinking, customer: ann, drill: true}
                - {name: "gone (old).1", customer: ann}
                - {name: never}
            """.formatted(port));
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (devices != null) {
            devices.stop(0);
        }
        if (prometheus != null) {
            prometheus.destroy();
            if (!prometheus.waitFor(10, TimeUnit.SECONDS)) {
                prometheus.destroyForcibly();
            }
        }
    }

    @Test
    void eachDeviceIsWhatItsSeriesSayAndTheSilentOnesComeFirst() throws Exception {
        await().untilAsserted(() -> assertThat(states()).hasSize(6).containsEntry("well", "up"));
        assertThat(states())
                .as("in this order")
                .containsExactly(
                        Map.entry("never", "never_seen"),
                        Map.entry("gone (old).1", "silent"),
                        Map.entry("broken", "down"),
                        Map.entry("shrinking", "degraded"),
                        Map.entry("stranger", "up"),
                        Map.entry("well", "up"));

        Result status = run("status");
        assertThat(status.exitCode).isEqualTo(2);
        assertThat(status.output)
                .contains("6 devices: 1 never seen, 1 silent, 1 down, 1 degraded, 2 up, 1 not in the inventory")
                .contains("Nothing from it for 11 min")
                .containsOnlyOnce("It connects to the server and sends no samples: its clock")
                .contains("The recorder is down.")
                .contains("The watchdog has given up on recorder.")
                .contains("Less than 10 GB free")
                .contains("The inventory does not list it");
        assertThat(run("problems").output).contains("stranger").doesNotContain("well");

        JsonObject well = Json.parseObject(run("show", "well", "--json").output);
        assertThat(well.toJson())
                .contains("\"disk_free_bytes\":7.0E10", "\"temperature_celsius\":55.5", "\"backlog_samples\":12.0")
                .contains("\"version\":\"1.2\"", "\"findings\":[]", "\"last_drill\":\"1970-01-01T00:16:40Z\"");
        assertThat(run("status", "--group", "canary").exitCode).isZero();
        assertThat(run("status", "--group", "ann").output).contains("2 devices: 1 silent, 1 degraded");
        assertThat(run("show", "broken").output).contains("contact Rob, 0600");
    }

    @Test
    void aCommandRunsOnTheDevicesThatReportAndTheOthersAreNamed() throws Exception {
        Path ssh = ssh("""
                for script; do host=$last; last=$script; done
                echo "$host" >>%1$s/hosts
                exec sh -c "$script"
                """);
        await().untilAsserted(() -> assertThat(states()).hasSize(6).containsEntry("well", "up"));

        String command = "printf '\\033]0;title\\007%s\\n' \"$1\"";
        String output = runProcess(ssh, "--verify-minutes", "0", "--", "sh", "-c", command, "sh", "it's $HOME");
        assertThat(Files.readAllLines(folder.resolve("hosts")))
                .as("the canary, then the others")
                .startsWith("well")
                .containsExactlyInAnyOrder("well", "shrinking", "broken");
        assertThat(output)
                .contains("exit code 1")
                .contains("Left out, because the inventory does not list them: stranger")
                .contains("well:  ]0;title it's $HOME\n")
                .contains("never: deferred, not reached: The server has no sample of it")
                .contains("5 devices: 3 verified, 2 away")
                .contains("away: gone (old).1, never")
                .contains("To continue: peace fleet run --resume --inventory " + inventory + " --journal ")
                .doesNotContain("\u001b", "\u0007");

        assertThat(runProcess(ssh, "--", "true"))
                .contains("peace: the last one is not finished: 5 devices: 3 verified, 2 away.");
        assertThat(runProcess(ssh, "--resume")).contains("5 devices: 3 verified, 2 away");
        assertThat(Files.readAllLines(folder.resolve("hosts")))
                .as("nothing has run again")
                .hasSize(3);
    }

    @Test
    void anInterruptLeavesTheRemoteCommandRunningAndIsExplained() throws Exception {
        Path ssh = ssh("""
                for script; do :; done
                touch %1$s/started
                while [ ! -e %1$s/continue ]; do sleep 0.1; done
                sh -c "$script" >%1$s/finished
                """);
        await().untilAsserted(() -> assertThat(states()).hasSize(6).containsEntry("well", "up"));
        Process run = start(ssh, "--", "echo", "done");
        await().until(() -> Files.exists(folder.resolve("started")));
        // As with Ctrl-C, the virtual machine runs its hooks and stops.
        run.toHandle().destroy();
        assertThat(new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("Interrupted. What was started runs on there. To continue: peace fleet run --resume");
        assertThat(run.waitFor()).isNotZero();
        Files.createFile(folder.resolve("continue"));
        await().untilAsserted(() ->
                assertThat(Files.readString(folder.resolve("finished"))).contains("done"));
        assertThat(runProcess(ssh("exit 255"), "--resume"))
                .contains("started, result not known: well")
                .contains("exit code 1");
    }

    @Test
    void onlyDevicesThatAllowItAndAreWellAreDrilled() throws Exception {
        Path ssh = ssh("""
                for script; do host=$last; last=$script; done
                echo "$host" >>%1$s/hosts
                exec sh -c "$script"
                """);
        Path sudo = Files.copy(ssh, ssh.resolveSibling("sudo"));
        Files.writeString(sudo, """
            #!/bin/sh
            printf '%%s\\n' "$*" >>%s/commands
            echo "kill: ends the watched program ..." >&2
            echo '{"results": [{"scenario": "kill", "verdict": "kept", "took_seconds": 2.1}]}'
            """.formatted(folder));
        Files.setPosixFilePermissions(sudo, PosixFilePermissions.fromString("rwx------"));
        await().untilAsserted(() -> assertThat(states()).hasSize(6).containsEntry("well", "up"));

        String table = output(startCommand(ssh, List.of("drill", "kill")));
        assertThat(table)
                .containsPattern("well +passed +kill recovered in 2.1 s")
                .containsPattern("shrinking +away +is degraded: ")
                .contains("exit code 1")
                .doesNotContain("broken", "never");
        assertThat(folder.resolve("hosts")).hasContent("well");
        assertThat(folder.resolve("commands")).hasContent("-n peace drill --json kill");
        assertThat(output(startCommand(ssh, List.of("drill", "all", "--device", "well", "--json"))))
                .contains("\"result\": \"passed\"", "\"took_seconds\": 2.1", "exit code 0");
        assertThat(run("drill", "kill", "--device", "broken").output).contains("faults are not allowed on broken");
        assertThat(run("drill", "reboot").output).contains("peace drill on the device itself");
    }

    private static String output(Process process) throws Exception {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return output + "exit code " + process.waitFor();
    }

    /** In a process of its own, because the program that it finds on the path is another one there. */
    private String runProcess(Path ssh, String... arguments) throws Exception {
        return output(start(ssh, arguments));
    }

    /** @param script in which %1$s is the folder */
    private Path ssh(String script) throws IOException {
        Path program = Files.createDirectories(folder.resolve("bin")).resolve("ssh");
        Files.writeString(program, "#!/bin/sh\n" + script.formatted(folder));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        return program;
    }

    private Process start(Path ssh, String... arguments) throws IOException {
        List<String> run = new ArrayList<>(
                List.of("run", "--journal", folder.resolve("journal.json").toString()));
        run.addAll(List.of(arguments));
        return startCommand(ssh, run);
    }

    /** @param subcommand of {@code peace fleet}, with its arguments */
    private Process startCommand(Path ssh, List<String> subcommand) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "peaceofmind.cli.Peace",
                "fleet",
                subcommand.getFirst(),
                "--inventory",
                inventory.toString()));
        command.addAll(subcommand.subList(1, subcommand.size()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("PATH", ssh.getParent() + ":" + System.getenv("PATH"));
        return builder.start();
    }

    /** A target that the device "well" scrapes speaks of a recorder of its own. */
    private String page() {
        return """
                peace_build_info{instance="well",version="1.2"} 1
                recorder_up{instance="well"} 1
                recorder_up{instance="well",peace_scraped="true"} 0
                recorder_disk_free_bytes{instance="well"} 7e10
                node_hwmon_temp_celsius{instance="well",sensor="temp1"} 44
                node_hwmon_temp_celsius{instance="well",sensor="temp2"} 55.5
                peace_ship_pending_samples{instance="well",destination="a"} 5
                peace_ship_pending_samples{instance="well",destination="b"} 7
                peace_drill_last_success_timestamp_seconds{instance="well",scenario="freeze"} 1000
                ALERTS{instance="well",alertname="AgentRestarted",alertstate="firing",severity="info"} 1
                ALERTS{instance="well",alertname="ServiceDown",alertstate="pending",severity="critical"} 1
                peace_build_info{instance="broken",version="1.2"} 1
                recorder_up{instance="broken"} 0
                peace_watchdog_gave_up{instance="broken",service="recorder"} 1
                ALERTS{instance="broken",alertname="ServiceDown",alertstate="firing",severity="critical"} 1
                peace_build_info{instance="shrinking",version="1.1"} 1
                recorder_up{instance="shrinking"} 1
                peace_fleet_last_request_timestamp_seconds{login="never",instance="server"} %d
                ALERTS{instance="shrinking",alertname="DiskSpaceShrinking",alertstate="firing",severity="warning"} 1
                peace_build_info{instance="stranger",version="1.2"} 1
                peace_build_info{instance="gone (old).1",version="1.0"} 1 %d
                """.formatted(Instant.now().getEpochSecond(), lastSample.toEpochMilli());
    }

    private Map<String, String> states() throws Exception {
        Map<String, String> states = new LinkedHashMap<>();
        Result result = run("status", "--json");
        if (result.output.startsWith("{")) {
            for (Json item : Json.parseObject(result.output).items("devices")) {
                JsonObject device = (JsonObject) item;
                states.put(
                        device.text("name").orElseThrow(), device.text("state").orElseThrow());
            }
        }
        return states;
    }

    private record Result(int exitCode, String output) {}

    private Result run(String... arguments) {
        StringWriter output = new StringWriter();
        CommandLine command = new CommandLine(new FleetCommand())
                .setOut(new PrintWriter(output, true))
                .setErr(new PrintWriter(output, true));
        String[] all = Stream.concat(Arrays.stream(arguments), Stream.of("--inventory", inventory.toString()))
                .toArray(String[]::new);
        return new Result(command.execute(all), output.toString());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
