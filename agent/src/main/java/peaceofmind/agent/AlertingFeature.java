// SPDX-License-Identifier: Apache-2.0
package peaceofmind.agent;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import peaceofmind.alerting.Alert;
import peaceofmind.alerting.AlertCommands;
import peaceofmind.alerting.AlertEngine;
import peaceofmind.alerting.AlertOverview;
import peaceofmind.alerting.AlertsConfig;
import peaceofmind.alerting.Notification;
import peaceofmind.alerting.notify.DailyReport;
import peaceofmind.alerting.notify.Notifier;
import peaceofmind.alerting.notify.NotifyConfig;
import peaceofmind.alerting.remote.IncidentLookup;
import peaceofmind.alerting.remote.RemoteContext;
import peaceofmind.contract.client.WatchdogClient;
import peaceofmind.contract.report.MonthlyReport;
import peaceofmind.exporter.watchdog.WatchdogCollector;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.DeviceConfig;
import peaceofmind.foundation.control.ControlHandler;
import peaceofmind.foundation.file.StateFile;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.linux.KernelClock;
import peaceofmind.metrics.BatchConsumer;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.collect.SuppliedCollector;

/** Alerts and notifications: the rules' engine, the channels, and the commands for both. */
final class AlertingFeature implements AutoCloseable {

    private static final LocalTime DEFAULT_REPORT_TIME = LocalTime.of(8, 0);

    private final AlertEngine engine;
    private final AlertOverview overview;
    private final Notifier notifier;
    private final List<BatchConsumer> consumers = new ArrayList<>();
    private final AlertCommands commands;
    private final AtomicReference<Supplier<String>> status = new AtomicReference<>(() -> "the agent has just started");

    /** Its sections of the configuration. */
    record Config(AlertsConfig rules, NotifyConfig notification, DeviceConfig device) {

        static Config read(ConfigDocument document) {
            return new Config(AlertsConfig.read(document), NotifyConfig.read(document), DeviceConfig.read(document));
        }
    }

    /**
     * What it needs from others.
     *
     * @param stateFolder the agent's own
     * @param collector knows the watchdog's recent events
     * @param watchdog executes remote commands
     * @param events for the watchdog's journal
     * @param warn for the log
     */
    record Context(
            Path stateFolder,
            WatchdogCollector collector,
            WatchdogClient watchdog,
            Consumer<String> events,
            Clock clock,
            Consumer<String> warn) {}

    private AlertingFeature(Config config, Context context) {
        Path folder = context.stateFolder.resolve("alerts");
        AtomicReference<Consumer<Notification>> listener = new AtomicReference<>(_ -> {});
        engine = AlertEngine.open(
                config.rules, folder, notification -> listener.get().accept(notification), context.warn);
        overview = new AlertOverview(engine);
        notifier = new Notifier(
                config.notification,
                config.device.name(),
                folder.resolve("outbox"),
                context.collector::recentLines,
                engine::recentValues,
                remote(config, folder.resolve("remote"), context),
                context.clock,
                context.warn);
        listener.set(notifier);
        consumers.add(engine);
        if (config.notification.dailyReportAt().isPresent()) {
            consumers.add(new DailyReport(
                    config.notification.dailyReportAt().get(),
                    folder.resolve("daily"),
                    ZoneId.systemDefault(),
                    overview::firing,
                    notifier,
                    context.warn));
        }
        commands = new AlertCommands(engine, notifier, notifier::channels, notifier::problems, context.clock);
    }

    private RemoteContext remote(Config config, Path folder, Context context) {
        StateFile.createFolder(folder, context.warn);
        return new RemoteContext(
                config.device.name(),
                folder,
                bootId(),
                context.watchdog,
                this::openIncident,
                () -> status.get().get(),
                context.events,
                context.clock,
                context.warn);
    }

    private static Optional<String> bootId() {
        try {
            return Optional.of(new KernelClock(Path.of("/proc")).bootId());
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    private Optional<IncidentLookup.Subject> openIncident(String id) {
        List<Alert> alerts = engine.openAlerts(id);
        return alerts.isEmpty()
                ? Optional.empty()
                : Optional.of(new IncidentLookup.Subject(alerts.stream()
                        .flatMap(alert -> Optional.ofNullable(alert.labels().get("service")).stream())
                        .findFirst()));
    }

    /** Starts the channels' threads. */
    static AlertingFeature start(Config config, Context context) {
        return new AlertingFeature(config, context);
    }

    /**
     * Starts to receive remote commands.
     *
     * @param currentStatus how the device is, in a few lines
     */
    void acceptCommands(Supplier<String> currentStatus) {
        status.set(currentStatus);
        notifier.acceptCommands();
    }

    /** Whether messages have buttons. */
    boolean hasRemoteCommands() {
        return notifier.hasRemoteCommands();
    }

    /** For the dashboard. */
    AlertOverview overview() {
        return overview;
    }

    /** Whether reports of the month before are sent. */
    static boolean sendsMonthlyReports(Config config) {
        return config.notification.monthlyReport();
    }

    /** When reports are sent. */
    static LocalTime reportTime(Config config) {
        return config.notification.dailyReportAt().orElse(DEFAULT_REPORT_TIME);
    }

    /** Queues a report for every channel. */
    void sendReport(MonthlyReport report) {
        notifier.sendReport(report);
    }

    List<BatchConsumer> consumers() {
        return List.copyOf(consumers);
    }

    SuppliedCollector collector() {
        return new SuppliedCollector("alerts", this::families);
    }

    Map<String, ControlHandler> commands() {
        Map<String, ControlHandler> all = new TreeMap<>(commands.handlers());
        all.put(
                "mail_login",
                (_, _) -> Json.object()
                        .put("problem", notifier.checkMailLogin().orElse(""))
                        .build());
        return all;
    }

    private List<Family> families() {
        return Stream.concat(overview.families().stream(), notifier.families().stream())
                .toList();
    }

    @Override
    public void close() throws IOException {
        engine.close();
        notifier.close();
    }
}
