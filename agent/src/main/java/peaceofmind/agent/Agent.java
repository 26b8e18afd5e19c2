// SPDX-License-Identifier: Apache-2.0
package peaceofmind.agent;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import peaceofmind.agent.control.AgentCommands;
import peaceofmind.contract.client.WatchdogClient;
import peaceofmind.contract.health.DeviceHealth;
import peaceofmind.dashboard.CurrentState;
import peaceofmind.dashboard.Dashboard;
import peaceofmind.dashboard.HistorySource;
import peaceofmind.dashboard.LatestBatch;
import peaceofmind.dashboard.history.HistoryConfig;
import peaceofmind.dashboard.history.MetricHistory;
import peaceofmind.exporter.exposition.MetricsServer;
import peaceofmind.exporter.network.NetworkMonitor;
import peaceofmind.exporter.process.AgentProcessCollector;
import peaceofmind.exporter.process.ProcessTimes;
import peaceofmind.exporter.recorder.HeartbeatCollector;
import peaceofmind.exporter.recorder.PanelReporter;
import peaceofmind.exporter.scrape.Scraper;
import peaceofmind.exporter.watchdog.EventReporter;
import peaceofmind.exporter.watchdog.WatchdogCollector;
import peaceofmind.foundation.control.ControlHandler;
import peaceofmind.foundation.control.ControlServer;
import peaceofmind.foundation.file.SqliteTempFolder;
import peaceofmind.foundation.file.StateFile;
import peaceofmind.foundation.http.WebConfigFile;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.foundation.log.Log;
import peaceofmind.foundation.process.CloseStack;
import peaceofmind.foundation.process.Daemon;
import peaceofmind.foundation.time.Clock;
import peaceofmind.linux.ServiceNotifier;
import peaceofmind.metrics.BatchConsumer;
import peaceofmind.metrics.collect.Collector;
import peaceofmind.metrics.collect.CollectorSet;
import peaceofmind.metrics.collect.SuppliedCollector;
import peaceofmind.shipping.logs.LogShipper;
import peaceofmind.shipping.logs.LogShippingCollector;
import peaceofmind.shipping.metrics.MetricShipper;
import peaceofmind.shipping.metrics.ShippingContext;
import peaceofmind.shipping.ping.Pings;
import peaceofmind.shipping.probe.ReceiverProbe;

/**
 * Starts the features, which do not know one another, hands each batch to them, and closes them in the reverse order: first what
 * takes requests, then what delivers, last what it is written to.
 */
final class Agent implements Daemon {

    /** Of one part; all of them together stay within systemd's limit, since at most one disk hangs. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(4);

    /** On a busy device a collection takes seconds, and the first one comes late. */
    private static final Duration MIN_BATCH_TIMEOUT = Duration.ofSeconds(60);

    /** The watchdog replies to a request at its next tick, or after 8 s. */
    private static final Duration REMOTE_COMMAND_TIMEOUT = Duration.ofSeconds(10);

    private final AgentSettings settings;
    private final AgentConfig config;
    private final Log log;
    private final Clock clock = Clock.system();
    private final CloseStack parts;
    private final ServiceNotifier notifier;
    private final CountDownLatch stopRequested = new CountDownLatch(1);
    private final AtomicLong missedTicks = new AtomicLong();
    private final Optional<HeartbeatCollector> heartbeat;
    private Optional<PanelReporter> panel = Optional.empty();
    private final Pipeline pipeline;

    private Agent(AgentSettings settings, ServiceNotifier notifier, Log log, CloseStack parts) throws IOException {
        this.settings = settings;
        this.config = settings.agent();
        this.notifier = notifier;
        this.log = log;
        this.parts = parts;
        prepareSqlite();
        heartbeat = CollectorSets.heartbeat(config, new ProcessTimes(clock));
        heartbeat.ifPresent(HeartbeatCollector::poll);
        pipeline = startFeatures();
    }

    /** Without its folder, only the recorder's database is not read. */
    private void prepareSqlite() {
        Path folder = config.stateDir().resolve("sqlite");
        StateFile.createFolder(folder, log::warn);
        try {
            SqliteTempFolder.prepare(folder);
        } catch (IOException | DirectoryIteratorException failure) {
            log.warn("cannot prepare " + folder + ": " + ErrorText.of(failure));
        }
    }

    /** Starts everything; what was started before a failure is closed again. */
    static Agent start(AgentSettings settings, ServiceNotifier notifier, Log log) throws IOException {
        CloseStack parts = new CloseStack(CLOSE_TIMEOUT, log::warn);
        try {
            return new Agent(settings, notifier, log, parts);
        } catch (IOException | RuntimeException failure) {
            parts.close();
            throw failure;
        }
    }

    @Override
    public void run() throws InterruptedException {
        notifier.ready();
        while (!stopRequested.await(1, TimeUnit.SECONDS)) {
            // The age of a heartbeat is known only from regular polls.
            heartbeat.ifPresent(HeartbeatCollector::poll);
            panel.ifPresent(PanelReporter::poll);
            pipeline.tick();
            notifier.keepAlive();
        }
        notifier.stopping();
    }

    @Override
    public void requestStop() {
        stopRequested.countDown();
    }

    @Override
    public void close() {
        parts.close();
    }

    private Pipeline startFeatures() throws IOException {
        EventReporter events = parts.add(
                "the reporter of events",
                EventReporter.start(
                        new WatchdogClient(config.watchdogSocket(), EventReporter.REQUEST_TIMEOUT), clock, log));
        panel = heartbeat.map(collector -> new PanelReporter(collector::panelProblem, events));
        BootMarker boot = parts.add("the boot marker", BootMarker.open(config, log::warn));
        WatchdogCollector watchdog = CollectorSets.watchdog(config);
        AlertingFeature alerting =
                parts.add("alerting", AlertingFeature.start(settings.alerts(), alertingContext(watchdog, events)));
        Optional<MetricHistory> history = openHistory();
        MetricShipper metrics = parts.add("metrics shipping", startMetricShipper(events));
        LogShipper logs = parts.add(
                "log shipping",
                LogShipper.start(settings.logs(), settings.device(), config.stateDir(), clock, log::warn, events));
        LatestBatch latest = new LatestBatch();
        Dashboard.DataSources sources = new Dashboard.DataSources(
                latest,
                charts(history),
                Optional.of(new DashboardAlerts(alerting.overview())),
                config.watchdogSocket());
        Optional<Pings> ping = startPing(sources);
        Optional<NetworkMonitor> network = startNetworkMonitor();
        MonthlyReports reports = reports(alerting, history);

        CollectorSet node = CollectorSets.node(config, boot, log::warn);
        CollectorSet recorder = CollectorSets.recorder(
                config,
                heartbeat,
                missedTicks::get,
                watchdog,
                selfCollectors(alerting, metrics, logs, ping, network),
                log::warn);
        Pipeline started = new Pipeline(
                List.of(node, recorder),
                consumers(alerting, latest, history, metrics, ping, network, reports),
                clock,
                config.interval(),
                log::warn,
                missedTicks);
        Scraper scraper = parts.add(
                "scraping", Scraper.start(settings.targets(), settings.device().name(), clock, log::warn));
        started.setScrapeSource(scraper::collect);

        startServers(recorder, node, commands(alerting, recorder, node, ping, network, reports));
        startDashboard(sources.withReports(reports::report));
        alerting.acceptCommands(statusText(sources));
        return started;
    }

    private AlertingFeature.Context alertingContext(WatchdogCollector watchdog, EventReporter events) {
        return new AlertingFeature.Context(
                config.stateDir(),
                watchdog,
                new WatchdogClient(config.watchdogSocket(), REMOTE_COMMAND_TIMEOUT),
                events,
                clock,
                log::warn);
    }

    /** The judgement of {@code peace status}. */
    private Supplier<String> statusText(Dashboard.DataSources sources) {
        CurrentState state = new CurrentState(settings.dashboard(), sources, clock);
        return () -> {
            DeviceHealth health = DeviceHealth.of(state.get());
            return health.level().word() + ": " + health.sentence()
                    + (health.nextStep().isEmpty() ? "" : "\n" + health.nextStep());
        };
    }

    /** What the features report about themselves, from memory. */
    private List<Collector> selfCollectors(
            AlertingFeature alerting,
            MetricShipper metrics,
            LogShipper logs,
            Optional<Pings> ping,
            Optional<NetworkMonitor> network) {
        List<Collector> collectors = new ArrayList<>(List.of(
                alerting.collector(),
                metrics.collector(),
                new LogShippingCollector(logs),
                ExpiryItems.collector(settings)));
        ping.ifPresent(sender -> collectors.add(new SuppliedCollector("ping", sender::families)));
        network.ifPresent(monitor -> collectors.add(new SuppliedCollector("network", monitor::families)));
        return collectors;
    }

    /** Alerts come first: what they decide must not wait. */
    private List<BatchConsumer> consumers(
            AlertingFeature alerting,
            LatestBatch latest,
            Optional<MetricHistory> history,
            MetricShipper metrics,
            Optional<Pings> ping,
            Optional<NetworkMonitor> network,
            MonthlyReports reports) {
        List<BatchConsumer> consumers = new ArrayList<>(alerting.consumers());
        if (settings.dashboard().enabled() || ping.isPresent() || alerting.hasRemoteCommands()) {
            consumers.add(latest);
        }
        ping.ifPresent(consumers::add);
        network.ifPresent(consumers::add);
        if (AlertingFeature.sendsMonthlyReports(settings.alerts())) {
            consumers.add(reports);
        }
        history.ifPresent(consumers::add);
        consumers.add(metrics);
        return consumers;
    }

    private Map<String, ControlHandler> commands(
            AlertingFeature alerting,
            CollectorSet recorder,
            CollectorSet node,
            Optional<Pings> ping,
            Optional<NetworkMonitor> network,
            MonthlyReports reports) {
        Map<String, ControlHandler> commands = new TreeMap<>(alerting.commands());
        commands.put("metrics", new MetricsCommand(Map.of("recorder", recorder, "node", node)));
        commands.putAll(new ReceiverProbe(settings.shipMetrics(), settings.logs(), userAgent(), clock).handlers());
        ping.ifPresent(sender -> commands.putAll(sender.handlers()));
        network.ifPresent(monitor -> commands.putAll(monitor.handlers()));
        commands.putAll(reports.handlers());
        return commands;
    }

    private static String userAgent() {
        return "peace/" + AgentProcessCollector.version();
    }

    private MetricShipper startMetricShipper(Consumer<String> events) {
        return MetricShipper.start(
                settings.shipMetrics(),
                settings.device(),
                new ShippingContext(config.stateDir().resolve("ship"), userAgent(), clock, log::warn, events));
    }

    /** Empty when it is not configured. */
    private Optional<Pings> startPing(Dashboard.DataSources sources) {
        if (settings.pings().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(parts.add(
                "the ping",
                Pings.start(
                        settings.pings(),
                        settings.device(),
                        new CurrentState(settings.dashboard(), sources, clock),
                        MIN_BATCH_TIMEOUT.plus(config.interval().multipliedBy(3)),
                        userAgent(),
                        clock,
                        log::warn)));
    }

    /** Empty when it is off. */
    private Optional<NetworkMonitor> startNetworkMonitor() {
        if (!settings.network().diagnose()) {
            return Optional.empty();
        }
        return Optional.of(parts.add(
                "the network monitor",
                NetworkMonitor.start(
                        settings.network(),
                        config.stateDir(),
                        new WatchdogClient(config.watchdogSocket(), NetworkMonitor.REQUEST_TIMEOUT),
                        clock,
                        log::warn)));
    }

    private MonthlyReports reports(AlertingFeature alerting, Optional<MetricHistory> history) {
        MonthlyReports.Context context = new MonthlyReports.Context(
                settings.device().name(),
                new WatchdogClient(config.watchdogSocket(), MonthlyReports.QUERY_TIMEOUT),
                new ReportHistory(history),
                settings.dashboard().storage().refuseBelowBytes(),
                config.drillState(),
                alerting::sendReport);
        return new MonthlyReports(
                context,
                AlertingFeature.reportTime(settings.alerts()),
                config.stateDir().resolve("alerts").resolve("monthly"),
                ZoneId.systemDefault(),
                clock,
                log::warn);
    }

    /** Empty when it is disabled, or when its folder cannot be used: everything else works without it. */
    private Optional<MetricHistory> openHistory() {
        HistoryConfig historyConfig = settings.history();
        if (!historyConfig.enabled()) {
            return Optional.empty();
        }
        Path folder = historyConfig.folder().orElse(config.stateDir().resolve("history"));
        try {
            return Optional.of(parts.add("the history", MetricHistory.open(folder, historyConfig, clock, log::warn)));
        } catch (IOException | RuntimeException failure) {
            log.error("charts have no history: cannot use " + folder + " (" + ErrorText.of(failure)
                    + "); check that the disk is writable");
            return Optional.empty();
        }
    }

    private void startServers(CollectorSet recorder, CollectorSet node, Map<String, ControlHandler> commands)
            throws IOException {
        Optional<WebConfigFile> webConfig = config.webConfigFile().isPresent()
                ? Optional.of(WebConfigFile.open(config.webConfigFile().get(), log::warn))
                : Optional.empty();
        try {
            parts.add(
                    "the control socket",
                    ControlServer.listen(config.socket(), "rw-rw----", new AgentCommands(commands)));
        } catch (IOException noSocket) {
            // A device whose alerts cannot be silenced must still be watched.
            log.warn("peace alert and peace silence cannot reach the agent: " + noSocket.getMessage()
                    + "; fix the folder's permissions, or choose another agent.socket");
        }
        logAddress(parts.add("the node metrics", listen(config.nodePort(), "node_port", node, webConfig)));
        logAddress(
                parts.add("the recorder metrics", listen(config.recorderPort(), "recorder_port", recorder, webConfig)));
    }

    private MetricsServer listen(int port, String key, CollectorSet collectors, Optional<WebConfigFile> webConfig)
            throws IOException {
        try {
            return new MetricsServer(new InetSocketAddress(config.address(), port), collectors, webConfig);
        } catch (BindException taken) {
            throw new IOException(
                    "cannot listen on " + config.address() + ":" + port + " (" + taken.getMessage()
                            + "): is another agent running? Otherwise choose another agent." + key,
                    taken);
        }
    }

    private void logAddress(MetricsServer server) {
        log.info("metrics at " + server.url());
    }

    private void startDashboard(Dashboard.DataSources sources) throws IOException {
        if (settings.dashboard().enabled()) {
            Dashboard dashboard = parts.add(
                    "the dashboard", new Dashboard(settings.dashboard(), settings.device(), sources, clock, log::warn));
            log.info("dashboard at " + dashboard.url());
        }
    }

    private static HistorySource charts(Optional<MetricHistory> history) {
        return (series, from, to, maxPoints) -> history.isEmpty()
                ? List.of()
                : history.get().query(series, from, to, maxPoints).stream()
                        .map(point -> new HistorySource.ChartPoint(point.at(), point.min(), point.avg(), point.max()))
                        .toList();
    }
}
