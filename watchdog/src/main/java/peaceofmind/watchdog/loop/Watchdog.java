package peaceofmind.watchdog.loop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import peaceofmind.contract.event.EventKind;
import peaceofmind.contract.incident.EvidenceName;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.foundation.control.ControlException.Kind;
import peaceofmind.foundation.control.ControlServer;
import peaceofmind.foundation.log.Log;
import peaceofmind.foundation.time.Clock;
import peaceofmind.linux.ServiceNotifier;
import peaceofmind.watchdog.act.Actuator;
import peaceofmind.watchdog.config.ServiceConfig;
import peaceofmind.watchdog.config.WatchdogConfig;
import peaceofmind.watchdog.control.ControlCommands;
import peaceofmind.watchdog.control.RequestQueue;
import peaceofmind.watchdog.device.Device;
import peaceofmind.watchdog.events.EventJournal;
import peaceofmind.watchdog.evidence.EvidenceCollector;

/** A watchdog, put together: what its process consists of. */
public final class Watchdog implements AutoCloseable {

    private static final long MAX_JOURNAL_BYTES = 2 * 1024 * 1024;

    private final EventJournal journal;
    private final List<WatchedService> services;
    private final WatchdogLoop loop;
    private final ControlServer control;

    private Watchdog(EventJournal journal, List<WatchedService> services, WatchdogLoop loop, ControlServer control) {
        this.journal = journal;
        this.services = services;
        this.loop = loop;
        this.control = control;
    }

    /**
     * Puts a watchdog together and begins to listen and to look; nothing is decided before {@link #run}.
     *
     * @param actuators the hand on each service
     * @throws IOException with what to do: the state folder can't be written, somebody listens on the socket already
     */
    public static Watchdog start(
            WatchdogConfig config,
            Device device,
            Function<ServiceConfig, Actuator> actuators,
            ServiceNotifier notifier,
            Clock clock,
            Log log)
            throws IOException {
        Files.createDirectories(config.stateFolder());
        AtomicReference<Optional<ControlCommands>> commands = new AtomicReference<>(Optional.empty());
        // First of all: a second watchdog ends here, before it has touched anything of the first one's. Everybody may
        // look; who may
        // act is judged by who asks.
        ControlServer control = ControlServer.listen(
                config.socket(),
                "rw-rw-rw-",
                (request, peer) -> commands.get()
                        .orElseThrow(() -> new ControlException(Kind.REFUSED, "the watchdog is just starting"))
                        .handle(request, peer));
        try {
            return assemble(config, device, actuators, notifier, clock, log, control, commands);
        } catch (IOException | RuntimeException failed) {
            control.close();
            throw failed;
        }
    }

    private static Watchdog assemble(
            WatchdogConfig config,
            Device device,
            Function<ServiceConfig, Actuator> actuators,
            ServiceNotifier notifier,
            Clock clock,
            Log log,
            ControlServer control,
            AtomicReference<Optional<ControlCommands>> commands)
            throws IOException {
        Path journalFile = config.stateFolder().resolve("events.log");
        boolean isNewInstallation = !Files.exists(journalFile);
        HistoryStore store = new HistoryStore(config.stateFolder().resolve("history.json"));
        HistoryStore.Loaded loaded = store.load(device.bootId(), device.uptime(), isNewInstallation);
        EventJournal journal = EventJournal.open(journalFile, MAX_JOURNAL_BYTES, clock);
        journal.lastError().ifPresent(log::warn);
        EvidenceCollector evidence =
                EvidenceCollector.withAllSources(config.stateFolder().resolve(EvidenceName.FOLDER), clock);
        Path triggerLog = config.logFolder().resolve("reboot_trigger.log");
        RebootSequence reboots = new RebootSequence(device, evidence, journal, triggerLog, clock, problem -> {
            log.error(problem);
            journal.record(EventKind.REFUSED, Optional.empty(), problem);
        });
        List<WatchedService> services = config.services().stream()
                .map(service -> new WatchedService(service, actuators.apply(service), clock))
                .toList();
        RequestQueue requestQueue = new RequestQueue();
        WatchdogLoop.LoopParts parts = new WatchdogLoop.LoopParts(
                requestQueue, new ActionRunner(evidence), reboots, store, journal, new SystemdKeepAlive(notifier), log);
        WatchdogLoop loop = new WatchdogLoop(clock, config.policy(), device, services, parts, loaded);
        commands.set(Optional.of(new ControlCommands(
                () -> loop.snapshot().map(snapshot -> StatusReport.of(snapshot, config.policy())),
                journal,
                requestQueue,
                operators(config),
                clock)));
        recordStart(journal, log, config, loaded);
        return new Watchdog(journal, services, loop, control);
    }

    private static Set<String> operators(WatchdogConfig config) {
        Set<String> operators = new HashSet<>(config.operators());
        operators.add("root");
        operators.add(System.getProperty("user.name"));
        return operators;
    }

    private static void recordStart(EventJournal journal, Log log, WatchdogConfig config, HistoryStore.Loaded loaded) {
        loaded.problem().ifPresent(reason -> {
            String message = "the history is lost, as if the device had just been rebooted: " + reason;
            log.error(message);
            journal.record(EventKind.HISTORY_LOST, Optional.empty(), message);
        });
        String names = String.join(
                ", ", config.services().stream().map(ServiceConfig::name).toList());
        String message = "the watchdog watches " + names + (config.dryRun() ? "; dry run: it does nothing" : "");
        log.info(message);
        journal.record(EventKind.WATCHDOG_STARTED, Optional.empty(), message);
    }

    /** Watches until {@link #stop}. */
    public void run() throws InterruptedException {
        loop.run();
    }

    /** Ends {@link #run} within about a second. */
    public void stop() {
        loop.stop();
    }

    @Override
    public void close() {
        control.close();
        services.forEach(WatchedService::close);
        journal.record(EventKind.WATCHDOG_STOPPED, Optional.empty(), "the watchdog ends");
        journal.close();
    }
}
