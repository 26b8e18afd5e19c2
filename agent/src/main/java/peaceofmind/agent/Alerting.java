package peaceofmind.agent;

import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import peaceofmind.alerting.AlertBoard;
import peaceofmind.alerting.AlertCommands;
import peaceofmind.alerting.AlertEngine;
import peaceofmind.alerting.AlertsConfig;
import peaceofmind.alerting.Notice;
import peaceofmind.alerting.notify.DailyWord;
import peaceofmind.alerting.notify.Notifier;
import peaceofmind.alerting.notify.NotifyConfig;
import peaceofmind.metrics.collect.SuppliedCollector;
import peaceofmind.exporter.watchdog.WatchdogCollector;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.DeviceConfig;
import peaceofmind.foundation.control.ControlHandler;
import peaceofmind.metrics.BatchConsumer;
import peaceofmind.metrics.Family;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json;

/** The alerts' parts, brought together. */
final class Alerting implements AutoCloseable {

    private final AlertEngine engine;
    private final AlertBoard board;
    private final Notifier notifier;
    private final List<BatchConsumer> consumers = new ArrayList<>();
    private final AlertCommands commands;

    /** What the configuration says. */
    record Config(AlertsConfig rules, NotifyConfig telling, DeviceConfig device) {

        static Config read(ConfigDocument document) {
            return new Config(AlertsConfig.read(document), NotifyConfig.read(document), DeviceConfig.read(document));
        }
    }

    Alerting(Config config, Path stateFolder, WatchdogCollector watchdog, Clock clock, Consumer<String> say)
            throws IOException {
        Path folder = stateFolder.resolve("alerts");
        AtomicReference<Consumer<Notice>> listener = new AtomicReference<>(_ -> {});
        engine =
                AlertEngine.begin(config.rules, folder, notice -> listener.get().accept(notice), say);
        board = new AlertBoard(engine);
        notifier = new Notifier(
                config.telling,
                config.device.name(),
                folder.resolve("outbox"),
                watchdog::lines,
                engine::recent,
                clock,
                say);
        listener.set(notifier);
        consumers.add(engine);
        if (config.telling.dailyMailAt().isPresent()) {
            consumers.add(new DailyWord(
                    config.telling.dailyMailAt().get(),
                    folder.resolve("daily"),
                    ZoneId.systemDefault(),
                    board::firing,
                    notifier));
        }
        commands = new AlertCommands(engine, notifier, notifier::channels, notifier::problems, clock);
    }

    /** For the dashboard. */
    AlertBoard board() {
        return board;
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
                        .put("problem", notifier.mailProblem().orElse(""))
                        .build());
        return all;
    }

    private List<Family> families() {
        return Stream.concat(board.families().stream(), notifier.families().stream())
                .toList();
    }

    @Override
    public void close() throws IOException {
        engine.close();
        notifier.close();
    }
}
