// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.node;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import peaceofmind.exporter.node.read.Roots;
import peaceofmind.exporter.node.system.SpaceProbe;
import peaceofmind.linux.ClockState;
import peaceofmind.linux.FileSystemSpace;
import peaceofmind.linux.SystemName;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.collect.Collector;
import peaceofmind.metrics.collect.CollectorSet;
import peaceofmind.testkit.FakeClock;

/**
 * A machine's /proc and /sys, unpacked from a text file: {@code === path} starts a file, {@code === path -> target} is a link. This way
 * it can be reviewed, and the repository needs no links.
 */
public final class MachineFixture {

    final Path root;
    public final FakeClock clock = new FakeClock();

    private MachineFixture(Path root) {
        this.root = root;
    }

    static MachineFixture empty(Path root) {
        return new MachineFixture(root);
    }

    public static MachineFixture of(String name, Path root) throws IOException {
        MachineFixture fixture = new MachineFixture(root);
        for (String part : resource(name + ".files").split("\n=== ", -1)) {
            String[] headAndBody = part.split("\n", 2);
            String[] pathAndTarget = headAndBody[0].split(" -> ", 2);
            if (pathAndTarget.length == 2) {
                Files.createSymbolicLink(fixture.path(pathAndTarget[0]), Path.of(pathAndTarget[1]));
            } else if (!part.startsWith("#")) {
                Files.writeString(fixture.path(headAndBody[0]), headAndBody[1], StandardCharsets.UTF_8);
            }
        }
        return fixture;
    }

    static String resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(MachineFixture.class.getResourceAsStream("/node/" + name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private Path path(String relative) throws IOException {
        Path path = root.resolve(relative);
        Files.createDirectories(Objects.requireNonNull(path.getParent()));
        return path;
    }

    Roots roots() {
        return Roots.below(root);
    }

    List<Family> collect(List<Collector> additional) {
        return collectorSet(additional, mountPoint -> space(mountPoint)).collect();
    }

    public CollectorSet collectorSet(List<Collector> additional, SpaceProbe.SpaceReader spaceReader) {
        NodeCollectors.SystemSources system = new NodeCollectors.SystemSources(
                clock,
                ZoneOffset.UTC,
                16_384,
                () -> new SystemName("Linux", "gym", "6.12.47+rpt-rpi-2712", "#1 SMP PREEMPT", "aarch64", "(none)"),
                () -> new ClockState(0, 0x2001, 123_456, -655_360, 1_500, 250, 7, 10_000, 0, 0, 0, 0, 0, 0, 0, 0, 37),
                spaceReader,
                MachineFixture::systemctl,
                () -> Optional.of("throttled=0x80008\n"),
                _ -> "I/O error, dev mmcblk0, sector 1\n-- cursor: s=1\n");
        return new NodeCollectors(roots(), system, Duration.ofSeconds(60), _ -> {})
                .collectorSet(List.of("recorder.service", "gone.service"), additional);
    }

    private static FileSystemSpace space(String mountPoint) throws IOException {
        if (mountPoint.equals("/mnt/dead")) {
            throw new IOException("stale file handle");
        }
        return new FileSystemSpace(64e9, 32e9, 30e9, 3_900_000, 3_700_000);
    }

    private static String systemctl(List<String> arguments) {
        return switch (arguments.getFirst()) {
            case "is-system-running" -> "degraded\n";
            case "list-units" -> "broken.service loaded failed failed A broken one\n";
            default -> """
                Id=recorder.service
                ActiveState=active
                Type=notify
                NRestarts=2
                LoadState=loaded

                Id=gone.service
                ActiveState=inactive
                LoadState=not-found

                Id=broken.service
                ActiveState=failed
                Type=simple
                NRestarts=0
                LoadState=loaded
                """;
        };
    }
}
