// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.bundle;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import peaceofmind.cli.device.TargetDevice;
import peaceofmind.cli.logs.LogFiles;
import peaceofmind.cli.logs.LogLine;
import peaceofmind.cli.machine.Machine;
import peaceofmind.contract.incident.EvidenceName;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.control.ControlClient;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.linux.Subprocess;

/** Collects the files of a bundle. A file that cannot be collected holds the reason instead. */
final class BundleContents {

    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);
    private static final int MAX_FILE_BYTES = 500_000;
    private static final int MAX_EVIDENCE_FOLDERS = 5;

    private final TargetDevice device;
    private final Machine machine;
    private final List<ArchiveEntry> entries = new ArrayList<>();

    /** One file of the archive. */
    record ArchiveEntry(String name, String text) {}

    BundleContents(TargetDevice device, Machine machine) {
        this.device = device;
        this.machine = machine;
    }

    List<ArchiveEntry> collect() throws ConfigException, InterruptedException {
        addFile("peace.yaml", device.configFile());
        addResponse(
                "watchdog-status.json",
                device.watchdog().socket(),
                Json.object().put("command", "status"));
        addResponse(
                "watchdog-events.json",
                device.watchdog().socket(),
                Json.object().put("command", "history").put("limit", 500));
        addResponse(
                "recorder-status.json",
                device.recorder().socket(),
                Json.object().put("command", "status"));
        addResponse(
                "videos.json",
                device.recorder().socket(),
                Json.object().put("command", "videos").put("limit", 500));
        addFile("heartbeat.json", device.recorder().heartbeat());
        addFile("drill.json", device.agent().drillState());
        addFile("update.json", device.agent().updateState());
        addFile("log/service.log", device.recorder().logFolder().resolve("service.log"));
        addFile("log/watchdog.log", device.watchdog().logFolder().resolve("watchdog.log"));
        addFile("log/reboot_trigger.log", device.watchdog().logFolder().resolve("reboot_trigger.log"));
        for (String name : List.of("/proc/meminfo", "/proc/loadavg", "/proc/mounts", "/etc/os-release")) {
            addFile("system/" + Path.of(name).getFileName(), machine.path(name));
        }
        addCommandOutput("system/df.txt", "df", "-h");
        addCommandOutput("system/uname.txt", "uname", "-a");
        addCommandOutput("system/dmesg.txt", "dmesg", "--ctime");
        if (machine.hasSystemd()) {
            addCommandOutput("system/units.txt", "systemctl", "status", "--no-pager", "--full", "recorder*");
            addCommandOutput("system/journal.txt", "journalctl", "--no-pager", "-n", "2000", "-b", "-u", "recorder*");
        }
        addEvidence(device.watchdog().stateFolder().resolve(EvidenceName.FOLDER));
        return entries;
    }

    private void addFile(String name, Path file) {
        try {
            entries.add(new ArchiveEntry(name, read(file)));
        } catch (IOException unreadable) {
            entries.add(new ArchiveEntry(name, "unavailable: " + ErrorText.of(unreadable) + "\n"));
        }
    }

    private static String read(Path file) throws IOException {
        // Files in /proc report a size of 0.
        if (Files.size(file) == 0) {
            return Files.readString(file);
        }
        return LogFiles.tail(file, MAX_FILE_BYTES).stream()
                .map(LogLine::text)
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private void addResponse(String name, Path socket, Json.ObjectBuilder request) {
        try {
            JsonObject response = new ControlClient("it", socket).send(request.build(), REQUEST_TIMEOUT);
            entries.add(new ArchiveEntry(name, response.toPrettyJson() + "\n"));
        } catch (ControlException unavailable) {
            entries.add(new ArchiveEntry(name, "no response: " + unavailable.getMessage() + "\n"));
        }
    }

    private void addCommandOutput(String name, String... command) throws InterruptedException {
        String text = switch (machine.run(List.of(command))) {
            case Subprocess.Exited exited -> exited.output() + exited.errorOutput();
            case Subprocess.TimedOut timedOut ->
                "no response within " + timedOut.timeout().toSeconds() + " s\n";
            case Subprocess.NotStarted notStarted -> notStarted.reason() + "\n";
        };
        entries.add(new ArchiveEntry(name, text));
    }

    private void addEvidence(Path folder) {
        List<Path> incidents = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> folders = Files.newDirectoryStream(folder)) {
                folders.forEach(incidents::add);
                incidents.sort(null);
                for (Path incident :
                        incidents.subList(Math.max(0, incidents.size() - MAX_EVIDENCE_FOLDERS), incidents.size())) {
                    try (DirectoryStream<Path> files = Files.newDirectoryStream(incident)) {
                        files.forEach(
                                file -> addFile("evidence/" + incident.getFileName() + "/" + file.getFileName(), file));
                    }
                }
            } catch (IOException unreadable) {
                entries.add(new ArchiveEntry("evidence/why-not.txt", ErrorText.of(unreadable) + "\n"));
            }
        }
    }
}
