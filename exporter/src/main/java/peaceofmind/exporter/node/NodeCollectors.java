// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.node;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import peaceofmind.exporter.node.device.CpufreqCollector;
import peaceofmind.exporter.node.device.DiskInfoCollector;
import peaceofmind.exporter.node.device.Diskstats;
import peaceofmind.exporter.node.device.DmiCollector;
import peaceofmind.exporter.node.device.HwmonCollector;
import peaceofmind.exporter.node.device.NetclassCollector;
import peaceofmind.exporter.node.device.NetdevCollector;
import peaceofmind.exporter.node.device.ThermalCollector;
import peaceofmind.exporter.node.device.WatchdogDeviceCollector;
import peaceofmind.exporter.node.kernel.Cpu;
import peaceofmind.exporter.node.kernel.FileDescriptors;
import peaceofmind.exporter.node.kernel.Loadavg;
import peaceofmind.exporter.node.kernel.Meminfo;
import peaceofmind.exporter.node.kernel.PressureCollector;
import peaceofmind.exporter.node.kernel.SockstatCollector;
import peaceofmind.exporter.node.kernel.Stat;
import peaceofmind.exporter.node.kernel.Vmstat;
import peaceofmind.exporter.node.pi.CardCollector;
import peaceofmind.exporter.node.pi.ClockCollector;
import peaceofmind.exporter.node.pi.DiskErrorCollector;
import peaceofmind.exporter.node.pi.KernelLogCollector;
import peaceofmind.exporter.node.pi.ModelCollector;
import peaceofmind.exporter.node.pi.ThrottleCollector;
import peaceofmind.exporter.node.pi.Wifi;
import peaceofmind.exporter.node.read.CachingCollector;
import peaceofmind.exporter.node.read.FileCollector;
import peaceofmind.exporter.node.read.KernelFiles;
import peaceofmind.exporter.node.read.Parser;
import peaceofmind.exporter.node.read.Roots;
import peaceofmind.exporter.node.system.FilesystemCollector;
import peaceofmind.exporter.node.system.OsReleaseCollector;
import peaceofmind.exporter.node.system.ReadOnlyDetector;
import peaceofmind.exporter.node.system.SpaceProbe;
import peaceofmind.exporter.node.system.SystemCall;
import peaceofmind.exporter.node.system.SystemdCollector;
import peaceofmind.exporter.node.system.TimeCollector;
import peaceofmind.exporter.node.system.TimexCollector;
import peaceofmind.exporter.node.system.UnameCollector;
import peaceofmind.foundation.time.Clock;
import peaceofmind.linux.ClockState;
import peaceofmind.linux.FileSystemSpace;
import peaceofmind.linux.SystemName;
import peaceofmind.metrics.collect.Collector;
import peaceofmind.metrics.collect.CollectorSet;
import peaceofmind.metrics.collect.GuardedGroup;

/** The collectors of {@code :9100}, in groups that share their open files; a collector that can hang is in a separate group. */
public final class NodeCollectors {

    private static final Duration STATIC_INFO_INTERVAL = Duration.ofMinutes(10);
    private static final Duration COMMAND_INTERVAL = Duration.ofMinutes(1);
    private static final Duration KERNEL_LOG_INTERVAL = Duration.ofMinutes(5);

    private final Roots roots;
    private final SystemSources system;
    private final Duration timeout;
    private final Consumer<String> warn;

    /**
     * @param system sources that are calls and commands instead of files
     * @param timeout of a collection; a slow source affects only its own group
     * @param warn receives a line when a collector starts to fail, and when it recovers
     */
    public NodeCollectors(Roots roots, SystemSources system, Duration timeout, Consumer<String> warn) {
        this.roots = roots;
        this.system = system;
        this.timeout = timeout;
        this.warn = warn;
    }

    /**
     * Creates all collectors.
     *
     * @param units systemd units that are always reported
     * @param additional further collectors that are cheap and cannot hang
     */
    public CollectorSet collectorSet(List<String> units, List<Collector> additional) {
        KernelFiles files = new KernelFiles(system.clock()::nanoTime);
        List<Collector> cheap = new ArrayList<>(kernelCollectors(files));
        cheap.addAll(systemCollectors(files));
        cheap.addAll(deviceCollectors(files));
        cheap.addAll(additional);
        SystemdCollector systemd = new SystemdCollector(roots.root(), units, system.systemctl());
        KernelLogCollector kernelLog = new KernelLogCollector(roots.root(), roots.sys(), system.kernelLog());
        return new CollectorSet(
                "node_scrape",
                List.of(
                        new GuardedGroup(cheap, timeout, warn),
                        new GuardedGroup(sensorCollectors(new KernelFiles(system.clock()::nanoTime)), timeout, warn),
                        GuardedGroup.of(cached(systemd, COMMAND_INTERVAL), timeout, warn),
                        GuardedGroup.of(cached(kernelLog, KERNEL_LOG_INTERVAL), timeout, warn)));
    }

    private List<Collector> kernelCollectors(KernelFiles files) {
        return List.of(
                fileCollector("cpu", files, "stat", new Cpu()),
                fileCollector("stat", files, "stat", new Stat()),
                fileCollector("meminfo", files, "meminfo", new Meminfo()),
                fileCollector("loadavg", files, "loadavg", new Loadavg()),
                fileCollector("vmstat", files, "vmstat", new Vmstat()),
                fileCollector("filefd", files, "sys/fs/file-nr", new FileDescriptors()),
                fileCollector("diskstats", files, "diskstats", new Diskstats()),
                new SockstatCollector(files, roots.proc(), system.pageBytes()),
                new PressureCollector(files, roots.proc()));
    }

    private List<Collector> systemCollectors(KernelFiles files) {
        Clock clock = system.clock();
        return List.of(
                new UnameCollector(system.systemName()),
                new TimeCollector(files, roots.sys(), clock, system.zone()),
                new TimexCollector(system.clockState()),
                cached(new OsReleaseCollector(files, roots.root()), STATIC_INFO_INTERVAL),
                new FilesystemCollector(
                        files,
                        roots.proc(),
                        new SpaceProbe(system.spaceReader()),
                        new ReadOnlyDetector(files, roots.root()),
                        clock::nanoTime),
                new ClockCollector(files, roots.proc(), clock));
    }

    private List<Collector> deviceCollectors(KernelFiles files) {
        return List.of(
                new NetdevCollector(files, roots),
                new NetclassCollector(files, roots),
                new CpufreqCollector(files, roots.sys()),
                new WatchdogDeviceCollector(files, roots.sys()),
                cached(new DmiCollector(files, roots.sys()), STATIC_INFO_INTERVAL),
                cached(new DiskInfoCollector(files, roots), STATIC_INFO_INTERVAL),
                cached(new ModelCollector(files, roots.proc()), STATIC_INFO_INTERVAL),
                new DiskErrorCollector(files, roots.sys()),
                new FileCollector("wifi", files, roots.proc().resolve("net/wireless"), true, new Wifi()));
    }

    /** Sensors behind a bus or firmware that may block. */
    private List<Collector> sensorCollectors(KernelFiles files) {
        return List.of(
                new HwmonCollector(files, roots.sys()),
                new ThermalCollector(files, roots.sys()),
                cached(new CardCollector(files, roots.sys()), STATIC_INFO_INTERVAL),
                cached(new ThrottleCollector(files, roots.sys(), system.firmware()), COMMAND_INTERVAL));
    }

    private FileCollector fileCollector(String name, KernelFiles files, String path, Parser parser) {
        return new FileCollector(name, files, roots.proc().resolve(path), false, parser);
    }

    private CachingCollector cached(Collector collector, Duration interval) {
        return new CachingCollector(collector, interval, system.clock()::nanoTime);
    }

    /** Sources that are calls and commands instead of files; tests supply fakes. */
    public record SystemSources(
            Clock clock,
            ZoneId zone,
            int pageBytes,
            SystemCall<SystemName> systemName,
            SystemCall<ClockState> clockState,
            SpaceProbe.SpaceReader spaceReader,
            SystemdCollector.Systemctl systemctl,
            ThrottleCollector.Firmware firmware,
            KernelLogCollector.KernelLog kernelLog) {

        /** Those of this machine. */
        public static SystemSources local() throws IOException {
            return new SystemSources(
                    Clock.system(),
                    ZoneId.systemDefault(),
                    SystemName.pageBytes(),
                    SystemName::read,
                    ClockState::read,
                    FileSystemSpace::of,
                    SystemdCollector::systemctl,
                    ThrottleCollector::vcgencmd,
                    KernelLogCollector::readJournal);
        }
    }

    /** The real file systems. */
    public static Roots localRoots() {
        return Roots.below(Path.of("/"));
    }
}
