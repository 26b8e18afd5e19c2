package peaceofmind.exporter.node;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import peaceofmind.metrics.collect.Collector;
import peaceofmind.metrics.collect.CollectorSet;
import peaceofmind.metrics.collect.GuardedGroup;
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
import peaceofmind.exporter.node.read.FileCollector;
import peaceofmind.exporter.node.read.KernelFiles;
import peaceofmind.exporter.node.read.Parser;
import peaceofmind.exporter.node.read.RareCollector;
import peaceofmind.exporter.node.read.Roots;
import peaceofmind.exporter.node.system.FilesystemCollector;
import peaceofmind.exporter.node.system.OsReleaseCollector;
import peaceofmind.exporter.node.system.ReadOnlyWatch;
import peaceofmind.exporter.node.system.Source;
import peaceofmind.exporter.node.system.SpaceProbe;
import peaceofmind.exporter.node.system.SystemdCollector;
import peaceofmind.exporter.node.system.TimeCollector;
import peaceofmind.exporter.node.system.TimexCollector;
import peaceofmind.exporter.node.system.UnameCollector;
import peaceofmind.foundation.time.Clock;
import peaceofmind.linux.ClockState;
import peaceofmind.linux.FileSystemSpace;
import peaceofmind.linux.SystemName;

/** The collectors behind {@code :9100}, in groups that share the files they keep open; what may hang is a group of its own. */
public final class NodeCollectors {

    private static final Duration SELDOM = Duration.ofMinutes(10);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);

    private final Roots roots;
    private final Machine machine;
    private final Duration limit;
    private final Consumer<String> say;

    /**
     * @param machine what is asked by calls and commands instead of files
     * @param limit of one collection; a source that takes longer costs only itself and those of its group
     * @param say takes a line when a collector begins to fail, and when it works again
     */
    public NodeCollectors(Roots roots, Machine machine, Duration limit, Consumer<String> say) {
        this.roots = roots;
        this.machine = machine;
        this.limit = limit;
        this.say = say;
    }

    /**
     * The whole set.
     *
     * @param units systemd's units that are always told
     * @param others further collectors that cost little and can't hang
     */
    public CollectorSet set(List<String> units, List<Collector> others) {
        KernelFiles memory = new KernelFiles(machine.clock()::nanoTime);
        List<Collector> cheap = new ArrayList<>(kernel(memory));
        cheap.addAll(system(memory));
        cheap.addAll(device(memory));
        cheap.addAll(others);
        SystemdCollector systemd = new SystemdCollector(roots.root(), units, machine.systemctl());
        KernelLogCollector kernelLog = new KernelLogCollector(roots.root(), roots.sys(), machine.kernelLog());
        return new CollectorSet(
                "node_scrape",
                List.of(
                        new GuardedGroup(cheap, limit, say),
                        new GuardedGroup(sensors(new KernelFiles(machine.clock()::nanoTime)), limit, say),
                        GuardedGroup.of(rarely(systemd, MINUTE), limit, say),
                        GuardedGroup.of(rarely(kernelLog, FIVE_MINUTES), limit, say)));
    }

    private List<Collector> kernel(KernelFiles files) {
        return List.of(
                file("cpu", files, "stat", new Cpu()),
                file("stat", files, "stat", new Stat()),
                file("meminfo", files, "meminfo", new Meminfo()),
                file("loadavg", files, "loadavg", new Loadavg()),
                file("vmstat", files, "vmstat", new Vmstat()),
                file("filefd", files, "sys/fs/file-nr", new FileDescriptors()),
                file("diskstats", files, "diskstats", new Diskstats()),
                new SockstatCollector(files, roots.proc(), machine.pageBytes()),
                new PressureCollector(files, roots.proc()));
    }

    private List<Collector> system(KernelFiles files) {
        Clock clock = machine.clock();
        return List.of(
                new UnameCollector(machine.name()),
                new TimeCollector(files, roots.sys(), clock, machine.zone()),
                new TimexCollector(machine.clockState()),
                rarely(new OsReleaseCollector(files, roots.root()), SELDOM),
                new FilesystemCollector(
                        files,
                        roots.proc(),
                        new SpaceProbe(machine.space()),
                        new ReadOnlyWatch(files, roots.root()),
                        clock::nanoTime),
                new ClockCollector(files, roots.proc(), clock));
    }

    private List<Collector> device(KernelFiles files) {
        return List.of(
                new NetdevCollector(files, roots),
                new NetclassCollector(files, roots),
                new CpufreqCollector(files, roots.sys()),
                new WatchdogDeviceCollector(files, roots.sys()),
                rarely(new DmiCollector(files, roots.sys()), SELDOM),
                rarely(new DiskInfoCollector(files, roots), SELDOM),
                rarely(new ModelCollector(files, roots.proc()), SELDOM),
                new DiskErrorCollector(files, roots.sys()),
                new FileCollector("wifi", files, roots.proc().resolve("net/wireless"), true, new Wifi()));
    }

    /** Behind a bus or a firmware that may keep one waiting. */
    private List<Collector> sensors(KernelFiles files) {
        return List.of(
                new HwmonCollector(files, roots.sys()),
                new ThermalCollector(files, roots.sys()),
                rarely(new CardCollector(files, roots.sys()), SELDOM),
                rarely(new ThrottleCollector(files, roots.sys(), machine.firmware()), MINUTE));
    }

    private FileCollector file(String name, KernelFiles files, String path, Parser parser) {
        return new FileCollector(name, files, roots.proc().resolve(path), false, parser);
    }

    private RareCollector rarely(Collector collector, Duration every) {
        return new RareCollector(collector, every, machine.clock()::nanoTime);
    }

    /** What is asked by calls and commands instead of files; a test answers itself. */
    public record Machine(
            Clock clock,
            ZoneId zone,
            int pageBytes,
            Source<SystemName> name,
            Source<ClockState> clockState,
            SpaceProbe.Asker space,
            SystemdCollector.Systemctl systemctl,
            ThrottleCollector.Firmware firmware,
            KernelLogCollector.KernelLog kernelLog) {

        /** This one. */
        public static Machine here() throws IOException {
            return new Machine(
                    Clock.system(),
                    ZoneId.systemDefault(),
                    SystemName.pageBytes(),
                    SystemName::read,
                    ClockState::read,
                    FileSystemSpace::of,
                    SystemdCollector::systemctl,
                    ThrottleCollector::vcgencmd,
                    KernelLogCollector::journal);
        }
    }

    /** The real file systems. */
    public static Roots here() {
        return Roots.below(Path.of("/"));
    }
}
