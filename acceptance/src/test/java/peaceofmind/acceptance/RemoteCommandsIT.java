// SPDX-License-Identifier: Apache-2.0
package peaceofmind.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.testkit.Eventually.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.contract.client.WatchdogClient;
import peaceofmind.contract.event.Event;
import peaceofmind.contract.event.EventKind;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.testkit.NtfyServer;
import peaceofmind.testkit.NtfyServer.Published;
import peaceofmind.testkit.TelegramServer;
import peaceofmind.testkit.TelegramServer.Sent;

/**
 * From a fault to the button to "beats again", with the real watchdog and agent, and servers with the published rules of Telegram and ntfy. The
 * watched program reports that it can't do its work, which the watchdog leaves alone, until somebody restarts it.
 */
class RemoteCommandsIT {

    private static final String PROGRAM = """
        import json, os, sys, time
        heartbeat, fault = sys.argv[1], sys.argv[2]
        if os.path.exists(fault):
            os.remove(fault)
        while True:
            with open(heartbeat + ".tmp", "w") as file:
                json.dump({"state": "error" if os.path.exists(fault) else "ready", "pid": os.getpid(), "timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())}, file)
            os.rename(heartbeat + ".tmp", heartbeat)
            time.sleep(0.5)
        """;

    @TempDir
    private Path dir;

    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void stop() throws InterruptedException {
        for (Process process : processes.reversed()) {
            process.destroy();
            process.waitFor(10, TimeUnit.SECONDS);
            process.destroyForcibly();
        }
    }

    @Test
    void aFaultIsEndedByAButtonInTelegram() throws Exception {
        try (TelegramServer telegram = TelegramServer.start()) {
            start("""
                    form: telegram
                    url: '%s'
                    token_file: %s
                    to: '%d'
                    remote_commands: {allow: [restart, hold, status, reboot], users: ['%d']}
                    """.formatted(
                            telegram.url(),
                            Files.writeString(dir.resolve("token"), TelegramServer.TOKEN),
                            TelegramServer.CHAT,
                            TelegramServer.OWNER));
            long faultNanos = System.nanoTime();
            Files.createFile(dir.resolve("fault"));
            await().until(() -> !telegram.messages().isEmpty());
            Sent alarm = telegram.messages().getFirst();
            long alarmNanos = System.nanoTime();
            assertThat(alarm.buttons().keySet()).containsExactly("Restart", "Hold 1 h", "Status", "Reboot");
            telegram.press(Objects.requireNonNull(alarm.buttons().get("Reboot")), TelegramServer.CHAT, 666);
            telegram.press(alarm, "Restart");
            await().until(() ->
                    telegram.messages().stream().anyMatch(sent -> sent.text().contains("beats again")));
            long recoveredNanos = System.nanoTime();
            telegram.press(alarm, "Restart");
            report("Telegram", faultNanos, alarmNanos, recoveredNanos);
            await().until(() -> telegram.confirmations().size() == 2);
            assertThat(telegram.confirmations()).containsExactly("Restart: accepted", "Restart: not done");
            assertThat(telegram.violations()).isEmpty();
            List<Event> events = events();
            assertThat(events.stream()
                            .filter(event ->
                                    event.kind() == EventKind.OPERATOR_REQUEST || event.kind() == EventKind.REBOOT))
                    .singleElement()
                    .satisfies(event -> assertThat(event.reason()).contains("webhook-phone, user 4711"));
            await().until(() -> events().stream()
                    .anyMatch(event ->
                            event.kind() == EventKind.REPORTED && event.reason().contains("user 666")));
        }
    }

    @Test
    void aFaultIsEndedByAButtonInNtfyAlsoAfterARestartOfTheAgent() throws Exception {
        try (NtfyServer ntfy = NtfyServer.start()) {
            Process agent = start("""
                    form: ntfy
                    url: '%s'
                    token_file: %s
                    remote_commands: {allow: [restart, hold, status], url: '%s', token_file: %s}
                    """.formatted(
                            ntfy.url(NtfyServer.ALERTS),
                            Files.writeString(dir.resolve("token"), NtfyServer.DEVICE_TOKEN),
                            ntfy.url(NtfyServer.COMMANDS),
                            Files.writeString(dir.resolve("button-token"), NtfyServer.BUTTON_TOKEN)));
            long faultNanos = System.nanoTime();
            Files.createFile(dir.resolve("fault"));
            await().until(() -> !ntfy.messages(NtfyServer.ALERTS).isEmpty());
            Published alarm = ntfy.messages(NtfyServer.ALERTS).getFirst();
            long alarmNanos = System.nanoTime();
            assertThat(ntfy.press(alarm, "Hold 1 h")).isEqualTo(200);
            await().until(() -> events().stream().anyMatch(event -> event.kind() == EventKind.HOLD_BEGAN));
            agent.destroyForcibly().waitFor();
            processes.remove(agent);
            startAgent();
            long pressedNanos = System.nanoTime();
            assertThat(ntfy.press(alarm, "Restart")).isEqualTo(200);
            await().until(() -> ntfy.messages(NtfyServer.ALERTS).stream()
                    .anyMatch(message -> message.message().contains("beats again")));
            report("ntfy", faultNanos, alarmNanos, System.nanoTime() - pressedNanos + alarmNanos);
            assertThat(ntfy.violations()).isEmpty();
            assertThat(events().stream().filter(event -> event.kind() == EventKind.HOLD_BEGAN))
                    .as("what was read before the agent was killed is not done again")
                    .hasSize(1);
        }
    }

    private static void report(String messenger, long faultNanos, long alarmNanos, long recoveredNanos) {
        System.out.printf(
                Locale.ROOT,
                "%s: fault to message %.1f s (the alert waits 5 s), button to \"beats again\" %.1f s%n",
                messenger,
                (alarmNanos - faultNanos) / 1e9,
                (recoveredNanos - alarmNanos) / 1e9);
    }

    private List<Event> events() {
        try {
            return new WatchdogClient(dir.resolve("watchdog.sock"), Duration.ofSeconds(10)).events(100);
        } catch (ControlException unavailable) {
            throw new IllegalStateException(unavailable);
        }
    }

    /** With a simulated boot, so that no reboot of this machine can come of it. */
    private Process start(String webhook) throws Exception {
        Path program = Files.writeString(dir.resolve("program.py"), PROGRAM);
        Files.writeString(dir.resolve("peace.yaml"), """
                device: {name: gym}
                watchdog:
                  socket: %1$s/watchdog.sock
                  state_dir: %1$s/state/watchdog
                  log_dir: %1$s/log
                  simulated_boot: %1$s/boot.json
                  stop_services_on_exit: true
                  services:
                    - name: app
                      actuator: process
                      command: [/usr/bin/python3, %2$s, %1$s/heartbeat.json, %1$s/fault]
                      heartbeat: %1$s/heartbeat.json
                agent:
                  node_port: 0
                  recorder_port: 0
                  interval: 1s
                  storage: %1$s
                  watchdog_socket: %1$s/watchdog.sock
                  socket: %1$s/agent.sock
                  state_dir: %1$s/state/agent
                dashboard: {enabled: false}
                alerts:
                  group_wait: 0s
                  rules:
                    recorder_error: {for: 5s}
                  webhooks:
                    - name: phone
                %3$s
                """.formatted(
                        dir, program, webhook.indent(6).stripTrailing()));
        Files.createDirectories(dir.resolve("state"));
        Files.writeString(
                dir.resolve("boot.json"),
                "{\"boot_id\":\"of-this-test\",\"booted_at_uptime_seconds\":"
                        + Files.readString(Path.of("/proc/uptime")).split(" ", -1)[0] + "}");
        run("watchdog", "peaceofmind.watchdog.WatchdogMain");
        await().ignoreExceptions().until(() -> Files.exists(dir.resolve("heartbeat.json")) && !events().isEmpty());
        return startAgent();
    }

    private Process startAgent() throws Exception {
        Files.deleteIfExists(dir.resolve("agent.out"));
        Process agent = run("agent", "peaceofmind.agent.AgentMain");
        await().until(() -> {
            assertThat(agent.isAlive())
                    .as(Files.readString(dir.resolve("agent.out")))
                    .isTrue();
            return Files.readString(dir.resolve("agent.out")).contains("/metrics");
        });
        return agent;
    }

    private Process run(String name, String mainClass) throws Exception {
        List<String> command = Stream.of(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        mainClass,
                        "--config",
                        dir.resolve("peace.yaml").toString())
                .toList();
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve(name + ".out").toFile())
                .start();
        processes.add(process);
        return process;
    }
}
