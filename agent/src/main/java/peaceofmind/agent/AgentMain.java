package peaceofmind.agent;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.file.SqliteFolder;
import peaceofmind.foundation.log.Log;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.HeartbeatReader;
import peaceofmind.linux.Companion;
import peaceofmind.linux.ServiceNotifier;

/** The agent's process: {@code --config FILE}. Exit codes: 0 asked to end, 1 it could not start, 2 the configuration is wrong. */
public final class AgentMain {

    private static final Duration COLLECTOR_LIMIT = Duration.ofSeconds(1);

    private AgentMain() {}

    /** Runs until SIGTERM. */
    public static void main(String[] arguments) throws InterruptedException {
        if (arguments.length != 2 || !arguments[0].equals("--config")) {
            System.err.println("usage: AgentMain --config FILE");
            System.exit(2);
        }
        try {
            ConfigDocument document = ConfigDocument.read(Path.of(arguments[1]));
            AgentConfig config = AgentConfig.read(document);
            document.check(Set.of("device", "recorder", "watchdog", AgentConfig.SECTION));
            run(config, Log.toConsole(Clock.system(), Optional.empty()));
        } catch (ConfigException mistakes) {
            System.err.println(mistakes.getMessage());
            System.exit(2);
        } catch (IOException problem) {
            System.err.println("The agent cannot start: " + problem.getMessage());
            System.exit(1);
        }
    }

    private static void run(AgentConfig config, Log log) throws IOException, InterruptedException {
        SqliteFolder.use(config.stateDir().resolve("sqlite"));
        ProcessTimes times = new ProcessTimes(Clock.system());
        HeartbeatCollector heartbeat = new HeartbeatCollector(
                new HeartbeatReader(config.heartbeat(), config.heartbeatOwner(), System::nanoTime),
                config.staleAfter(),
                System::nanoTime,
                times);
        heartbeat.look();
        Batch batch = new Batch(List.of(
                new GuardedCollector(heartbeat, COLLECTOR_LIMIT, log::warn),
                new GuardedCollector(new DatabaseCollector(config.database()), COLLECTOR_LIMIT, log::warn),
                new GuardedCollector(new StorageCollector(config.storage()), COLLECTOR_LIMIT, log::warn),
                new GuardedCollector(new AgentProcessCollector(times), COLLECTOR_LIMIT, log::warn)));
        ServiceNotifier notifier = ServiceNotifier.fromEnvironment(
                System.getenv(), ProcessHandle.current().pid());
        try (MetricsServer server = listen(config, batch)) {
            InetSocketAddress address = server.address();
            log.info("metrics at http://" + address.getHostString() + ":" + address.getPort() + "/metrics");
            notifier.ready();
            Companion.watch(System.getenv(), () -> System.exit(0));
            lookUntilTheEnd(heartbeat, notifier);
        }
    }

    private static MetricsServer listen(AgentConfig config, Batch batch) throws IOException {
        try {
            return new MetricsServer(new InetSocketAddress(config.address(), config.recorderPort()), batch);
        } catch (IOException taken) {
            throw new IOException(
                    "cannot listen on " + config.address() + ":" + config.recorderPort() + " (" + taken.getMessage()
                            + "): is another agent running? Otherwise choose another agent.recorder_port",
                    taken);
        }
    }

    /** The age of a heartbeat is known only by looking again and again. */
    private static void lookUntilTheEnd(HeartbeatCollector heartbeat, ServiceNotifier notifier)
            throws InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        while (!end.await(1, TimeUnit.SECONDS)) {
            heartbeat.look();
            notifier.alive();
        }
    }
}
