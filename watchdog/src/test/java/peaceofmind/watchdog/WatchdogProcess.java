// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog;

import static peaceofmind.testkit.Eventually.STATE_TIMEOUT;
import static peaceofmind.testkit.Eventually.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import peaceofmind.foundation.control.ControlClient;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.heartbeat.HeartbeatReader;
import peaceofmind.heartbeat.HeartbeatReading.Present;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.linux.KernelClock;

/** A watchdog process that watches a shell script, with short limits. */
final class WatchdogProcess {

    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);

    /** Beats twice a second, as a Python program would; misbehaves if certain files exist. */
    private static final String PROGRAM = """
            [ ! -e ignore-sigterm ] || trap '' TERM
            n=0
            while true; do
                if [ -e broken ]; then sleep 1; continue; fi
                if [ -e hang-once ]; then rm hang-once; while true; do sleep 1; done; fi
                n=$((n + 1))
                echo "{\\"timestamp\\": \\"$(date +%Y-%m-%dT%H:%M:%S.%6N)\\", \\"state\\": \\"ready\\", \\"pid\\": $$, \\"n\\": $n}" >heartbeat.new
                mv heartbeat.new heartbeat.json
                sleep 0.5
            done
            """;

    private final Path folder;
    private final List<String> extraLines = new ArrayList<>();
    private Duration bootedAgo = Duration.ofMinutes(1);
    private String bootId = "boot-1";
    private Optional<String> service = Optional.empty();
    private Optional<String> config = Optional.empty();
    private String limits = "stale_after: 3s, start_grace: 4s, verify_within: 3s, ";
    private Path output;
    private Optional<Process> process = Optional.empty();

    private WatchdogProcess(Path folder) {
        this.folder = folder;
        this.output = folder.resolve("watchdog.out");
    }

    static WatchdogProcess prepare(Path folder) throws IOException {
        Files.writeString(folder.resolve("program.sh"), "cd " + folder + "\n" + PROGRAM);
        return new WatchdogProcess(folder);
    }

    WatchdogProcess withoutShortLimits() {
        limits = "";
        return this;
    }

    WatchdogProcess limits(String keys) {
        limits = keys;
        return this;
    }

    WatchdogProcess bootedAgo(Duration ago) {
        bootedAgo = ago;
        return this;
    }

    WatchdogProcess newBoot(String id) {
        bootId = id;
        return this;
    }

    /** Watches this service, called {@code app}, instead of the shell script. */
    WatchdogProcess watching(String keys) {
        service = Optional.of(keys);
        return this;
    }

    /** Takes this configuration, whose first line is {@code watchdog:}, and adds only where its files are. */
    WatchdogProcess config(String yaml) {
        config = Optional.of(yaml);
        return this;
    }

    /** Adds a line to the section {@code watchdog}. */
    WatchdogProcess with(String line) {
        extraLines.add(line);
        return this;
    }

    WatchdogProcess start() throws IOException {
        Duration uptime = new KernelClock(Path.of("/proc")).uptime();
        Files.writeString(
                folder.resolve("boot.json"),
                Json.object()
                        .put("boot_id", bootId)
                        .put("booted_at_uptime_seconds", uptime.minus(bootedAgo).toMillis() / 1000.0)
                        .build()
                        .toJson());
        Files.writeString(folder.resolve("peace.yaml"), yaml());
        process = Optional.of(new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "peaceofmind.watchdog.WatchdogMain",
                        "--config",
                        folder.resolve("peace.yaml").toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                .start());
        return this;
    }

    private String yaml() {
        String head = """
                watchdog:
                  socket: %1$s/watchdog.sock
                  state_dir: %1$s/state
                  log_dir: %1$s/log
                  simulated_boot: %1$s/boot.json
                  stop_services_on_exit: true
                """.formatted(folder);
        if (config.isPresent()) {
            return config.get().replaceFirst("^watchdog:\n", Matcher.quoteReplacement(head));
        }
        return head
                + (extraLines.isEmpty() ? "" : "  " + String.join("\n  ", extraLines) + "\n")
                + "  services:\n    - {%sname: app, %s}\n"
                        .formatted(
                                limits,
                                service.orElse("actuator: process, command: [/bin/bash, " + folder
                                        + "/program.sh], heartbeat: " + folder + "/heartbeat.json"));
    }

    /** Starts a second process with the same configuration. */
    WatchdogProcess startSecond() throws IOException {
        WatchdogProcess other = new WatchdogProcess(folder);
        other.output = folder.resolve("second.out");
        return other.start();
    }

    /** Waits until it reports the program as healthy; returns the program's pid. */
    long awaitHealthy() {
        await().until(() -> condition().equals("healthy") && pid().isPresent());
        return pid().orElseThrow();
    }

    /** The pid in the heartbeat file. */
    Optional<Long> beatingPid() {
        HeartbeatReader reader =
                new HeartbeatReader(folder.resolve("heartbeat.json"), Optional.empty(), System::nanoTime);
        return reader.read() instanceof Present present
                        && present.heartbeat().pid().isPresent()
                ? Optional.of(present.heartbeat().pid().getAsLong())
                : Optional.empty();
    }

    String condition() {
        return service().flatMap(json -> json.text("condition")).orElse("");
    }

    OptionalLong pid() {
        Optional<Long> pid = service().flatMap(json -> json.integer("pid"));
        return pid.isPresent() ? OptionalLong.of(pid.get()) : OptionalLong.empty();
    }

    Optional<JsonObject> service() {
        try {
            Json first = send(Json.object().put("command", "status").build())
                    .items("services")
                    .getFirst();
            return first instanceof JsonObject json ? Optional.of(json) : Optional.empty();
        } catch (ControlException notYet) {
            return Optional.empty();
        }
    }

    void send(String command, String service) throws ControlException {
        send(Json.object().put("command", command).put("service", service).build());
    }

    JsonObject send(JsonObject request) throws ControlException {
        return new ControlClient("the watchdog", folder.resolve("watchdog.sock")).send(request, REQUEST_TIMEOUT);
    }

    List<JsonObject> events() throws ControlException {
        List<JsonObject> events = new ArrayList<>();
        for (Json item : send(Json.object()
                        .put("command", "history")
                        .put("limit", 200)
                        .build())
                .items("events")) {
            if (item instanceof JsonObject event) {
                events.add(event);
            }
        }
        return events;
    }

    List<String> kinds() throws ControlException {
        return events().stream().map(event -> event.text("kind").orElse("")).toList();
    }

    String reasonOf(String kind) throws ControlException {
        return events().stream()
                .filter(event -> event.text("kind").equals(Optional.of(kind)))
                .findFirst()
                .flatMap(event -> event.text("reason"))
                .orElse("");
    }

    void awaitEvent(String kind) {
        await().ignoreExceptions().until(() -> kinds().contains(kind));
    }

    void kill() throws InterruptedException {
        process.orElseThrow().destroyForcibly().waitFor();
    }

    boolean isRunning() {
        return process.filter(Process::isAlive).isPresent();
    }

    int awaitExit() throws InterruptedException, IOException {
        if (!process.orElseThrow().waitFor(STATE_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
            throw new IOException("the watchdog did not exit:\n" + output());
        }
        return process.orElseThrow().exitValue();
    }

    String output() throws IOException {
        return Files.readString(output);
    }

    /** Stops the watchdog, which stops the program. */
    void stop() throws InterruptedException {
        if (process.isPresent()) {
            process.get().destroy();
            if (!process.get().waitFor(20, TimeUnit.SECONDS)) {
                process.get().destroyForcibly();
            }
        }
    }
}
