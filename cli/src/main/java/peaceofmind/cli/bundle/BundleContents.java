// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.bundle;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import peaceofmind.cli.device.TargetDevice;
import peaceofmind.cli.machine.Machine;
import peaceofmind.contract.incident.EvidenceName;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.control.ControlClient;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.linux.Subprocess;
import peaceofmind.watchdog.config.ServiceConfig;

/** Collects the files of a bundle, one after another. A file that cannot be collected holds the reason instead. */
final class BundleContents {

    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration FILE_TIMEOUT = Duration.ofSeconds(5);
    private static final int MAX_FILE_BYTES = 500_000;

    /** Of all files together, uncompressed. */
    private static final long MAX_TOTAL_CHARS = 60_000_000;

    private static final int MAX_EVIDENCE_FOLDERS = 5;

    private final TargetDevice device;
    private final Machine machine;
    private final EntryConsumer consumer;
    private final UntrustedFiles files = new UntrustedFiles(MAX_FILE_BYTES, FILE_TIMEOUT);
    private long totalChars;

    /** Receives the files of the archive. */
    interface EntryConsumer {
        void accept(String name, String text) throws IOException;
    }

    BundleContents(TargetDevice device, Machine machine, EntryConsumer consumer) {
        this.device = device;
        this.machine = machine;
        this.consumer = consumer;
    }

    /** The configuration file as it is. */
    static String configText(TargetDevice device) throws InterruptedException {
        return new UntrustedFiles(MAX_FILE_BYTES, FILE_TIMEOUT).read(device.configFile());
    }

    void collect() throws ConfigException, IOException, InterruptedException {
        addFile("peace.yaml", device.configFile());
        addResponse(
                "watchdog-status.json",
                device.watchdog().socket(),
                Json.object().put("command", "status"));
        addResponse(
                "watchdog-events.json",
                device.watchdog().socket(),
                Json.object().put("command", "history").put("limit", 500));
        if (device.config().hasPackagedRecorder()) {
            addResponse(
                    "recorder-status.json",
                    device.recorder().socket(),
                    Json.object().put("command", "status"));
            addResponse(
                    "videos.json",
                    device.recorder().socket(),
                    Json.object().put("command", "videos").put("limit", 500));
        }
        ServiceConfig first = device.watchdog().services().getFirst();
        if (first.heartbeat().isPresent()) {
            addFile("heartbeat.json", first.heartbeat().get());
        }
        addFile("drill.json", device.agent().drillState());
        addFile("update.json", device.agent().updateState());
        if (device.config().isPackagedRecorder(first)) {
            addFile("log/service.log", device.recorder().logFolder().resolve("service.log"));
        } else if (!first.logs().isEmpty()) {
            addFile("log/service.log", first.logs().getFirst());
        }
        addFile("log/watchdog.log", device.watchdog().logFolder().resolve("watchdog.log"));
        addFile("log/reboot_trigger.log", device.watchdog().logFolder().resolve("reboot_trigger.log"));
        for (String name : List.of("/proc/meminfo", "/proc/loadavg", "/proc/self/mounts", "/usr/lib/os-release")) {
            addFile("system/" + Path.of(name).getFileName(), machine.path(name));
        }
        addCommandOutput("system/df.txt", "df", "-h");
        addCommandOutput("system/uname.txt", "uname", "-a");
        addCommandOutput("system/dmesg.txt", "dmesg", "--ctime");
        if (machine.hasSystemd()) {
            List<String> units = Stream.concat(
                            Stream.of("recorder*"),
                            device.watchdog().services().stream().flatMap(service -> service.unit().stream()))
                    .toList();
            addCommandOutput(
                    "system/units.txt", command(List.of("systemctl", "status", "--no-pager", "--full"), units));
            addCommandOutput(
                    "system/journal.txt",
                    command(
                            List.of("journalctl", "--no-pager", "-n", "2000", "-b"),
                            units.stream().map(unit -> "--unit=" + unit).toList()));
        }
        addEvidence(device.watchdog().stateFolder().resolve(EvidenceName.FOLDER));
    }

    private static String[] command(List<String> first, List<String> arguments) {
        return Stream.concat(first.stream(), arguments.stream()).toArray(String[]::new);
    }

    private void addFile(String name, Path file) throws IOException, InterruptedException {
        add(name, files.read(file));
    }

    private void add(String name, String text) throws IOException {
        totalChars += text.length();
        consumer.accept(name, totalChars <= MAX_TOTAL_CHARS ? text : "left out: the bundle is large enough\n");
    }

    private void addResponse(String name, Path socket, Json.ObjectBuilder request) throws IOException {
        try {
            JsonObject response = new ControlClient("it", socket).send(request.build(), REQUEST_TIMEOUT);
            add(name, response.toPrettyJson() + "\n");
        } catch (ControlException unavailable) {
            add(name, "no response: " + unavailable.getMessage() + "\n");
        }
    }

    private void addCommandOutput(String name, String... command) throws IOException, InterruptedException {
        String text = switch (machine.run(List.of(command))) {
            case Subprocess.Exited exited -> exited.output() + exited.errorOutput();
            case Subprocess.TimedOut timedOut ->
                "no response within " + timedOut.timeout().toSeconds() + " s\n";
            case Subprocess.NotStarted notStarted -> notStarted.reason() + "\n";
        };
        add(name, text);
    }

    private void addEvidence(Path folder) throws IOException, InterruptedException {
        try {
            files.readFolder(folder, MAX_EVIDENCE_FOLDERS, (name, text) -> add("evidence/" + name, text));
        } catch (FileSystemException | DirectoryIteratorException unreadable) {
            add("evidence/why-not.txt", ErrorText.of(unreadable) + "\n");
        }
    }
}
