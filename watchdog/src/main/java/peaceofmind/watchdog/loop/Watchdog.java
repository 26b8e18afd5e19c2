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

/** Composes the parts of the watchdog. */
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
     * Starts to listen on the socket and to poll the services; decides nothing before {@link #run}.
     *
     * @param actuators creates the actuator of a service
     * @throws IOException if the state folder cannot be written, or another process listens on the socket
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
        // First: a second watchdog fails here, before it has touched any file of the first. Every user may connect;
        // ControlCommands checks who may control.
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
            String message = "the history is lost, which counts as if the device had just been rebooted: " + reason;
            log.error(message);
            journal.record(EventKind.HISTORY_LOST, Optional.empty(), message);
        });
        String names = String.join(
                ", ", config.services().stream().map(ServiceConfig::name).toList());
        String message = "the watchdog watches " + names + (config.dryRun() ? "; dry run: it executes nothing" : "");
        log.info(message);
        journal.record(EventKind.WATCHDOG_STARTED, Optional.empty(), message);
    }

    /** Returns after {@link #stop}. */
    public void run() throws InterruptedException {
        loop.run();
    }

    /** Makes {@link #run} return within about a second. */
    public void stop() {
        loop.stop();
    }

    @Override
    public void close() {
        control.close();
        services.forEach(WatchedService::close);
        journal.record(EventKind.WATCHDOG_STOPPED, Optional.empty(), "the watchdog stops");
        journal.close();
    }
}
