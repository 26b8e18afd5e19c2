// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.device;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import peaceofmind.foundation.file.DurableFile;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;
import peaceofmind.linux.ProcessStat;

/**
 * A running demo, which other commands find through a file in its checkout.
 *
 * @param pid of the demo; with {@code startTicks} it identifies one process of this boot
 */
public record RunningDemo(Path folder, long pid, long startTicks) {

    private static final Path PROC = Path.of("/proc");

    /** The checkout that the launcher started this process from; empty on a device. */
    public static Optional<Path> checkout() {
        return Optional.ofNullable(System.getenv("PEACE_HOME")).map(Path::of);
    }

    /** The demo of this checkout, if one is running. */
    public static Optional<RunningDemo> find() {
        return checkout().flatMap(home -> read(announcementFile(home))).filter(RunningDemo::isAlive);
    }

    /** Announces this process as the demo of its checkout. */
    public static void announce(Path folder) throws IOException {
        Optional<Path> home = checkout();
        Optional<ProcessStat> self =
                ProcessStat.read(PROC, ProcessHandle.current().pid());
        if (home.isPresent() && self.isPresent()) {
            Files.createDirectories(home.get().resolve(".peace"));
            JsonObject announcement = Json.object()
                    .put("folder", folder.toString())
                    .put("pid", self.get().pid())
                    .put("start_ticks", self.get().startTicks())
                    .build();
            DurableFile.replace(announcementFile(home.get()), announcement.toPrettyJson() + "\n");
        }
    }

    /** Withdraws the announcement, unless another demo has announced itself since. */
    public static void withdraw() throws IOException {
        Optional<RunningDemo> found = find();
        if (found.isPresent() && found.get().pid() == ProcessHandle.current().pid()) {
            Files.deleteIfExists(announcementFile(checkout().orElseThrow()));
        }
    }

    /** The demo's configuration. */
    public Path configFile() {
        return folder.resolve("peace.yaml");
    }

    private static Path announcementFile(Path home) {
        return home.resolve(".peace/demo.json");
    }

    private static Optional<RunningDemo> read(Path file) {
        try {
            JsonObject json = Json.parseObject(Files.readString(file));
            return json.text("folder")
                    .map(folder -> new RunningDemo(
                            Path.of(folder),
                            json.integer("pid").orElse(-1L),
                            json.integer("start_ticks").orElse(-1L)));
        } catch (IOException | JsonException invalid) {
            return Optional.empty();
        }
    }

    private boolean isAlive() {
        return ProcessStat.read(PROC, pid)
                .filter(process -> process.startTicks() == startTicks && !process.hasExited())
                .isPresent();
    }
}
