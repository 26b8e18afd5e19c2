// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.logs;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import peaceofmind.foundation.config.DeviceConfig;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.shipping.http.Backoff;

/** Sends logs to every configured Loki, each with its own thread and positions. */
public final class LogShipper implements AutoCloseable {

    private static final Duration INITIAL_BACKOFF = Duration.ofSeconds(1);
    private static final Duration MAX_BACKOFF = Duration.ofMinutes(2);

    private final List<LokiSender> senders;

    private LogShipper(List<LokiSender> senders) {
        this.senders = senders;
    }

    /**
     * Resumes at the saved positions and starts sending.
     *
     * @param warn for the log
     * @param reportEvent for events that people should find later
     */
    public static LogShipper start(
            List<LogsDestinationConfig> configs,
            DeviceConfig device,
            Path stateDir,
            Clock clock,
            Consumer<String> warn,
            Consumer<String> reportEvent) {
        List<LokiSender> senders = new ArrayList<>();
        for (LogsDestinationConfig config : configs) {
            senders.add(createSender(config, device, stateDir, clock, warn, reportEvent));
        }
        senders.forEach(LokiSender::start);
        return new LogShipper(List.copyOf(senders));
    }

    static LokiSender createSender(
            LogsDestinationConfig config,
            DeviceConfig device,
            Path stateDir,
            Clock clock,
            Consumer<String> warn,
            Consumer<String> reportEvent) {
        Positions positions = new Positions(stateDir.resolve("logs").resolve(config.name() + ".json"));
        Optional<JsonObject> saved = positions.read(warn);
        Map<String, LogSource> sources = new LinkedHashMap<>();
        for (Path file : config.files()) {
            sources.put(file.toString(), new FileSource(file, saved.flatMap(all -> all.object(file.toString())), warn));
        }
        config.journal()
                .ifPresent(journal -> sources.put(
                        "journal",
                        new JournalSource(journal, saved.flatMap(all -> all.object("journal")), clock, warn)));
        return new LokiSender(
                config,
                sources,
                labels(config, device),
                positions,
                new Backoff(INITIAL_BACKOFF, MAX_BACKOFF, ThreadLocalRandom.current()),
                clock,
                warn,
                reportEvent);
    }

    private static StreamLabels labels(LogsDestinationConfig config, DeviceConfig device) {
        Map<String, String> labels = new TreeMap<>();
        labels.put("instance", device.name());
        labels.put("customer", device.customer());
        labels.put("location", device.location());
        labels.values().removeIf(String::isEmpty);
        Set<String> serviceUnits = config.journal()
                .map(journal -> Set.copyOf(journal.serviceUnits()))
                .orElse(Set.of());
        return new StreamLabels(labels, config.job(), serviceUnits);
    }

    List<LokiSender> senders() {
        return senders;
    }

    @Override
    public void close() {
        senders.forEach(LokiSender::close);
    }
}
