package peaceofmind.agent;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import peaceofmind.metrics.collect.Collector;
import peaceofmind.exporter.watchdog.EventReporter;
import peaceofmind.exporter.watchdog.WatchdogCollector;
import peaceofmind.dashboard.history.MetricHistory;
import peaceofmind.shipping.logs.LogShipper;
import peaceofmind.shipping.logs.LogShippingCollector;
import peaceofmind.shipping.metrics.MetricShipper;
import peaceofmind.shipping.probe.ReceiverProbe;
import peaceofmind.foundation.control.ControlHandler;
import peaceofmind.foundation.log.Log;
import peaceofmind.metrics.BatchConsumer;
import peaceofmind.foundation.time.Clock;

/** What the agent does with each batch, begun: alerts, history, shipping, dashboard. They do not know one another. */
record Features(
        Settings settings,
        WatchdogCollector watchdog,
        Alerting alerting,
        Optional<MetricHistory> history,
        MetricShipper metrics,
        LogShipper logs,
        DashboardAssembly dashboard) {

    /** Begins all; what is only in memory is kept by hooks, since SIGTERM does not go back through the main loop. */
    static Features start(Settings settings, Log log) throws IOException {
        AgentConfig config = settings.agent();
        WatchdogCollector watchdog = Assembly.watchdog(config);
        EventReporter reports = Assembly.reports(config, log);
        Alerting alerting = new Alerting(settings.alerts(), config.stateDir(), watchdog, Clock.system(), log::warn);
        onShutdown("alerts-end", () -> close(alerting, log));
        LogShipper logs = LogShipper.start(
                settings.logs(), settings.device(), config.stateDir(), Clock.system(), log::warn, reports);
        onShutdown("logs-end", logs::close);
        return new Features(
                settings,
                watchdog,
                alerting,
                HistoryAssembly.open(config, settings.history(), log),
                Assembly.shipper(config, settings.shipMetrics(), settings.device(), log, reports),
                logs,
                new DashboardAssembly(settings.dashboard(), settings.device()));
    }

    /** What they say about themselves, from memory. */
    List<Collector> collectors() {
        return List.of(
                alerting.collector(),
                metrics.collector(),
                new LogShippingCollector(logs),
                ExpiryAssembly.collector(settings));
    }

    /** The alerts come first: what they decide must not wait. */
    List<BatchConsumer> consumers() {
        List<BatchConsumer> consumers = new ArrayList<>(alerting.consumers());
        consumers.addAll(dashboard.consumers());
        history.ifPresent(consumers::add);
        consumers.add(metrics);
        return consumers;
    }

    /** What can be asked of them over the agent's socket. */
    Map<String, ControlHandler> commands() {
        Map<String, ControlHandler> commands = new TreeMap<>(alerting.commands());
        commands.putAll(new ReceiverProbe(settings.shipMetrics(), settings.logs(), Assembly.userAgent(), Clock.system())
                .handlers());
        return commands;
    }

    DashboardAssembly serveDashboard(Log log) throws IOException {
        return dashboard.serve(settings.agent().watchdogSocket(), history, new DashboardAlerts(alerting.board()), log);
    }

    private static void onShutdown(String name, Runnable action) {
        Runtime.getRuntime().addShutdownHook(new Thread(action, name));
    }

    private static void close(Alerting alerting, Log log) {
        try {
            alerting.close();
        } catch (IOException problem) {
            log.warn("the alerts' state is not kept: " + problem.getMessage());
        }
    }
}
