// SPDX-License-Identifier: Apache-2.0
package peaceofmind.agent;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import peaceofmind.alerting.AlertCommands;
import peaceofmind.alerting.AlertEngine;
import peaceofmind.alerting.AlertOverview;
import peaceofmind.alerting.AlertsConfig;
import peaceofmind.alerting.Notification;
import peaceofmind.alerting.notify.DailyReport;
import peaceofmind.alerting.notify.Notifier;
import peaceofmind.alerting.notify.NotifyConfig;
import peaceofmind.contract.report.MonthlyReport;
import peaceofmind.exporter.watchdog.WatchdogCollector;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.DeviceConfig;
import peaceofmind.foundation.control.ControlHandler;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json;
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

    /** Its sections of the configuration. */
    record Config(AlertsConfig rules, NotifyConfig notification, DeviceConfig device) {

        static Config read(ConfigDocument document) {
            return new Config(AlertsConfig.read(document), NotifyConfig.read(document), DeviceConfig.read(document));
        }
    }

    private AlertingFeature(
            Config config, Path stateFolder, WatchdogCollector watchdog, Clock clock, Consumer<String> warn) {
        Path folder = stateFolder.resolve("alerts");
        AtomicReference<Consumer<Notification>> listener = new AtomicReference<>(_ -> {});
        engine = AlertEngine.open(
                config.rules, folder, notification -> listener.get().accept(notification), warn);
        overview = new AlertOverview(engine);
        notifier = new Notifier(
                config.notification,
                config.device.name(),
                folder.resolve("outbox"),
                watchdog::recentLines,
                engine::recentValues,
                clock,
                warn);
        listener.set(notifier);
        consumers.add(engine);
        if (config.notification.dailyReportAt().isPresent()) {
            consumers.add(new DailyReport(
                    config.notification.dailyReportAt().get(),
                    folder.resolve("daily"),
                    ZoneId.systemDefault(),
                    overview::firing,
                    notifier,
                    warn));
        }
        commands = new AlertCommands(engine, notifier, notifier::channels, notifier::problems, clock);
    }

    /** Starts the channels' threads. */
    static AlertingFeature start(
            Config config, Path stateFolder, WatchdogCollector watchdog, Clock clock, Consumer<String> warn) {
        return new AlertingFeature(config, stateFolder, watchdog, clock, warn);
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
