// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.loop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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
import peaceofmind.foundation.process.CloseStack;
import peaceofmind.foundation.process.Daemon;
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
import peaceofmind.watchdog.network.NetworkRepairs;

/** The watchdog between its start and its stop: its parts, started in order and closed in reverse. */
public final class Watchdog implements Daemon {

    private static final long MAX_JOURNAL_BYTES = 2 * 1024 * 1024;

    /** For each part; a supervised process gets ten seconds to stop. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(12);

    private final WatchdogLoop loop;
    private final ServiceNotifier notifier;
    private final CloseStack parts;

    private Watchdog(WatchdogLoop loop, ServiceNotifier notifier, CloseStack parts) {
        this.loop = loop;
        this.notifier = notifier;
        this.parts = parts;
    }

    /** What the parts are made of. */
    private record Context(WatchdogConfig config, Device device, Clock clock, Log log, CloseStack parts) {}

    /**
     * Starts to listen on the socket and to poll the services; decides nothing before {@link #run}.
     *
     * @param actuators starts the actuator of a service
     * @throws IOException if there is no state folder, or another watchdog uses it or listens on the socket
     */
    public static Watchdog start(
            WatchdogConfig config,
            Device device,
            Function<ServiceConfig, Actuator> actuators,
            ServiceNotifier notifier,
            Clock clock,
            Log log)
            throws IOException {
        Context context = new Context(config, device, clock, log, new CloseStack(CLOSE_TIMEOUT, log::warn));
        try {
            return new Watchdog(startLoop(context, actuators, notifier), notifier, context.parts());
        } catch (IOException | RuntimeException failed) {
            context.parts().close();
            throw failed;
        }
    }

    private static WatchdogLoop startLoop(
            Context context, Function<ServiceConfig, Actuator> actuators, ServiceNotifier notifier) throws IOException {
        WatchdogConfig config = context.config();
        Files.createDirectories(config.stateFolder());
        // First: a second watchdog fails here, before it has touched any file of the first.
        context.parts().add("the lock", StateFolderLock.acquire(config.stateFolder(), context.log()::warn));
        AtomicReference<Optional<ControlCommands>> commands = new AtomicReference<>(Optional.empty());
        // Every user may connect; ControlCommands checks who may control.
        context.parts()
                .add(
                        "the control socket",
                        ControlServer.listen(
                                config.socket(),
                                "rw-rw-rw-",
                                (request, peer) -> commands.get()
                                        .orElseThrow(() ->
                                                new ControlException(Kind.REFUSED, "the watchdog is just starting"))
                                        .handle(request, peer)));
        Path journalFile = config.stateFolder().resolve("events.log");
        boolean isNewInstallation = !Files.exists(journalFile);
        HistoryStore store = new HistoryStore(config.stateFolder().resolve("history.json"));
        HistoryStore.Loaded loaded =
                store.load(context.device().bootId(), context.device().uptime(), isNewInstallation);
        EventJournal journal = openJournal(context, journalFile);
        loaded = loaded.withIncidentsOf(journal.after(-1, Integer.MAX_VALUE));
        EvidenceCollector evidence =
                EvidenceCollector.withAllSources(config.stateFolder().resolve(EvidenceName.FOLDER), context.clock());
        RebootSequence reboots = startReboots(context, evidence, journal);
        List<WatchedService> services = config.services().stream()
                .map(service -> startService(context, service, actuators))
                .toList();
        RequestQueue requestQueue = new RequestQueue();
        NetworkRepairs network = NetworkRepairs.bySystemd(config.networkPolicy(), evidence, context.clock());
        WatchdogLoop.LoopParts loopParts = new WatchdogLoop.LoopParts(
                requestQueue,
                new ActionRunner(evidence),
                reboots,
                store,
                journal,
                new SystemdKeepAlive(notifier),
                network,
                context.log());
        WatchdogLoop loop =
                new WatchdogLoop(context.clock(), config.policy(), context.device(), services, loopParts, loaded);
        commands.set(Optional.of(new ControlCommands(
                () -> loop.snapshot().map(snapshot -> StatusReport.of(snapshot, config.policy())),
                journal,
                requestQueue,
                network::accept,
                network::drill,
                Set.copyOf(config.operators()),
                context.clock())));
        recordStart(journal, context.log(), config, loaded);
        return loop;
    }

    private static EventJournal openJournal(Context context, Path file) {
        EventJournal journal = EventJournal.open(file, MAX_JOURNAL_BYTES, context.clock());
        context.parts().add("the journal", () -> {
            journal.record(EventKind.WATCHDOG_STOPPED, Optional.empty(), "the watchdog stops");
            journal.close();
        });
        journal.lastError().ifPresent(context.log()::warn);
        return journal;
    }

    private static RebootSequence startReboots(Context context, EvidenceCollector evidence, EventJournal journal) {
        Path triggerLog = context.config().logFolder().resolve("reboot_trigger.log");
        return context.parts()
                .add(
                        "the reboot",
                        RebootSequence.start(
                                context.device(), evidence, journal, triggerLog, context.clock(), problem -> {
                                    context.log().error(problem);
                                    journal.record(EventKind.REFUSED, Optional.empty(), problem);
                                }));
    }

    private static WatchedService startService(
            Context context, ServiceConfig service, Function<ServiceConfig, Actuator> actuators) {
        List<Path> logFiles = new ArrayList<>(service.logs());
        if (service.actuator() == ServiceConfig.ActuatorKind.PROCESS) {
            logFiles.add(context.config().outputOf(service));
        }
        WatchedService started =
                WatchedService.start(service, logFiles, actuators.apply(service), context.clock(), context.log()::warn);
        return context.parts().add(service.name(), started);
    }

    private static void recordStart(EventJournal journal, Log log, WatchdogConfig config, HistoryStore.Loaded loaded) {
        loaded.correction().ifPresent(correction -> {
            log.warn(correction);
            journal.record(EventKind.HISTORY_LOST, Optional.empty(), correction);
        });
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

    /** Returns after {@link #requestStop}, within about a second. */
    @Override
    public void run() throws InterruptedException {
        loop.run();
    }

    @Override
    public void requestStop() {
        loop.stop();
    }

    @Override
    public void close() {
        notifier.stopping();
        parts.close();
    }
}
