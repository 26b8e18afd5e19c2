package peaceofmind.agent;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import peaceofmind.metrics.collect.CollectorSet;
import peaceofmind.exporter.recorder.HeartbeatCollector;
import peaceofmind.exporter.process.ProcessTimes;
import peaceofmind.exporter.exposition.MetricsServer;
import peaceofmind.exporter.scrape.Scraper;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.config.DeviceConfig;
import peaceofmind.foundation.control.ControlServer;
import peaceofmind.foundation.file.SqliteTempFolder;
import peaceofmind.foundation.log.Log;
import peaceofmind.foundation.time.Clock;
import peaceofmind.linux.ParentProcess;
import peaceofmind.linux.ServiceNotifier;

/** The agent's process: {@code --config FILE}. Exit codes: 0 asked to end, 1 it could not start, 2 the configuration is wrong. */
public final class AgentMain {

    private AgentMain() {}

    /** Runs until SIGTERM. */
    public static void main(String[] arguments) throws InterruptedException {
        if (arguments.length != 2 || !arguments[0].equals("--config")) {
            System.err.println("usage: AgentMain --config FILE");
            System.exit(2);
        }
        // Otherwise an answer of several packets waits 40 ms in its middle for the acknowledgement of the first.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        try {
            ConfigDocument document = ConfigDocument.read(Path.of(arguments[1]));
            Settings settings = Settings.read(document);
            document.check(DeviceConfig.ALL_SECTIONS);
            run(settings, Log.toConsole(Clock.system(), Optional.empty()));
        } catch (ConfigException mistakes) {
            System.err.println(mistakes.getMessage());
            System.exit(2);
        } catch (IOException problem) {
            System.err.println("The agent cannot start: " + problem.getMessage());
            System.exit(1);
        }
    }

    private static void run(Settings settings, Log log) throws IOException, InterruptedException {
        AgentConfig config = settings.agent();
        SqliteTempFolder.prepare(config.stateDir().resolve("sqlite"));
        HeartbeatCollector heartbeat = Assembly.heartbeat(config, new ProcessTimes(Clock.system()));
        heartbeat.poll();
        AtomicLong missedTicks = new AtomicLong();
        Features features = Features.start(settings, log);
        CollectorSet recorder = Assembly.recorder(
                config, heartbeat, missedTicks::get, features.watchdog(), features.collectors(), log::warn);
        CollectorSet node = NodeAssembly.set(config, log::warn);
        Pipeline pipeline = new Pipeline(
                List.of(node, recorder), features.consumers(), Clock.system(), config.interval(), log::warn, missedTicks);
        ServiceNotifier notifier = ServiceNotifier.fromEnvironment(
                System.getenv(), ProcessHandle.current().pid());
        try (Scraper scraper =
                        Scraper.start(settings.targets(), settings.device().name(), Clock.system(), log::warn);
                ControlServer _ = Assembly.socket(config, features.commands(), log);
                MetricsServer server = listen(config.address(), config.recorderPort(), "recorder_port", recorder);
                MetricsServer system = listen(config.address(), config.nodePort(), "node_port", node);
                DashboardAssembly _ = features.serveDashboard(log)) {
            pipeline.setScrapeSource(scraper::collect);
            logAddress(log, system);
            logAddress(log, server);
            notifier.ready();
            ParentProcess.watch(System.getenv(), () -> System.exit(0));
            CountDownLatch stopRequested = new CountDownLatch(1);
            while (!stopRequested.await(1, TimeUnit.SECONDS)) {
                // The age of a heartbeat is known only by looking again and again.
                heartbeat.poll();
                pipeline.tick();
                notifier.keepAlive();
            }
        }
    }

    private static void logAddress(Log log, MetricsServer server) {
        InetSocketAddress address = server.address();
        log.info("metrics at http://" + address.getHostString() + ":" + address.getPort() + "/metrics");
    }

    private static MetricsServer listen(String address, int port, String key, CollectorSet collectors)
            throws IOException {
        try {
            return new MetricsServer(new InetSocketAddress(address, port), collectors);
        } catch (IOException taken) {
            throw new IOException(
                    "cannot listen on " + address + ":" + port + " (" + taken.getMessage()
                            + "): is another agent running? Otherwise choose another agent." + key,
                    taken);
        }
    }
}
