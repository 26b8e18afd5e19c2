package peaceofmind.cli.bundle;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import peaceofmind.cli.device.Device;
import peaceofmind.cli.logs.LogFiles;
import peaceofmind.cli.logs.LogLine;
import peaceofmind.cli.machine.Machine;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.control.ControlClient;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.linux.Subprocess;

/** What belongs into a bundle. What can't be had is there as the reason why. */
final class Contents {

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final int MAX_FILE_BYTES = 500_000;
    private static final int MAX_EVIDENCE = 5;

    private final Device device;
    private final Machine machine;
    private final List<Item> items = new ArrayList<>();

    /** One file of the archive. */
    record Item(String name, String text) {}

    Contents(Device device, Machine machine) {
        this.device = device;
        this.machine = machine;
    }

    List<Item> collect() throws ConfigException, InterruptedException {
        file("peace.yaml", device.configFile());
        ask("watchdog-status.json", device.watchdog().socket(), Json.object().put("command", "status"));
        ask(
                "watchdog-events.json",
                device.watchdog().socket(),
                Json.object().put("command", "history").put("limit", 500));
        ask("recorder-status.json", device.recorder().socket(), Json.object().put("command", "status"));
        ask(
                "videos.json",
                device.recorder().socket(),
                Json.object().put("command", "videos").put("limit", 500));
        file("heartbeat.json", device.recorder().heartbeat());
        file("drill.json", device.agent().drillState());
        file("update.json", device.agent().updateState());
        file("log/service.log", device.recorder().logFolder().resolve("service.log"));
        file("log/watchdog.log", device.watchdog().logFolder().resolve("watchdog.log"));
        file("log/reboot_trigger.log", device.watchdog().logFolder().resolve("reboot_trigger.log"));
        for (String name : List.of("/proc/meminfo", "/proc/loadavg", "/proc/mounts", "/etc/os-release")) {
            file("system/" + Path.of(name).getFileName(), machine.path(name));
        }
        command("system/df.txt", "df", "-h");
        command("system/uname.txt", "uname", "-a");
        command("system/dmesg.txt", "dmesg", "--ctime");
        if (machine.hasSystemd()) {
            command("system/units.txt", "systemctl", "status", "--no-pager", "--full", "recorder*");
            command("system/journal.txt", "journalctl", "--no-pager", "-n", "2000", "-b", "-u", "recorder*");
        }
        evidence(device.watchdog().stateFolder().resolve("evidence"));
        return items;
    }

    private void file(String name, Path file) {
        try {
            items.add(new Item(name, read(file)));
        } catch (IOException absent) {
            items.add(new Item(name, "not here: " + absent + "\n"));
        }
    }

    private static String read(Path file) throws IOException {
        // Files of /proc say that they are empty.
        if (Files.size(file) == 0) {
            return Files.readString(file);
        }
        return LogFiles.tail(file, MAX_FILE_BYTES).stream()
                .map(LogLine::text)
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private void ask(String name, Path socket, Json.ObjectBuilder request) {
        try {
            JsonObject answer = new ControlClient("it", socket).send(request.build(), LIMIT);
            items.add(new Item(name, answer.toPrettyJson() + "\n"));
        } catch (ControlException down) {
            items.add(new Item(name, "no answer: " + down.getMessage() + "\n"));
        }
    }

    private void command(String name, String... command) throws InterruptedException {
        String text = switch (machine.run(List.of(command))) {
            case Subprocess.Exited ended -> ended.output() + ended.errorOutput();
            case Subprocess.TimedOut timedOut ->
                "no answer within " + timedOut.timeout().toSeconds() + " s\n";
            case Subprocess.NotStarted problem -> problem.reason() + "\n";
        };
        items.add(new Item(name, text));
    }

    private void evidence(Path folder) {
        List<Path> incidents = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
                entries.forEach(incidents::add);
                incidents.sort(null);
                for (Path incident :
                        incidents.subList(Math.max(0, incidents.size() - MAX_EVIDENCE), incidents.size())) {
                    try (DirectoryStream<Path> files = Files.newDirectoryStream(incident)) {
                        files.forEach(
                                file -> file("evidence/" + incident.getFileName() + "/" + file.getFileName(), file));
                    }
                }
            } catch (IOException hidden) {
                items.add(new Item("evidence/why-not.txt", hidden + "\n"));
            }
        }
    }
}
