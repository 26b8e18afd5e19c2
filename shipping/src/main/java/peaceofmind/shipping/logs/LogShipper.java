package peaceofmind.shipping.logs;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import peaceofmind.shipping.http.Backoff;
import peaceofmind.foundation.config.DeviceConfig;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** Sends logs to every configured Loki, each in its own thread with its own positions. */
public final class LogShipper implements AutoCloseable {

    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);

    private final List<LogLane> lanes;

    private LogShipper(List<LogLane> lanes) {
        this.lanes = lanes;
    }

    /**
     * Goes on where an earlier run has got to, and begins to send.
     *
     * @param say for the log
     * @param event for what a person should find later
     */
    public static LogShipper start(
            List<LogsDestinationConfig> configs,
            DeviceConfig device,
            Path stateDir,
            Clock clock,
            Consumer<String> say,
            Consumer<String> event)
            throws IOException {
        List<LogLane> lanes = new ArrayList<>();
        for (LogsDestinationConfig config : configs) {
            lanes.add(lane(config, device, stateDir, clock, say, event));
        }
        lanes.forEach(LogLane::start);
        return new LogShipper(List.copyOf(lanes));
    }

    static LogLane lane(
            LogsDestinationConfig config,
            DeviceConfig device,
            Path stateDir,
            Clock clock,
            Consumer<String> say,
            Consumer<String> event)
            throws IOException {
        Positions positions = new Positions(stateDir.resolve("logs").resolve(config.name() + ".json"));
        Optional<JsonObject> saved = positions.read(say);
        Map<String, LogSource> sources = new LinkedHashMap<>();
        for (Path file : config.files()) {
            sources.put(file.toString(), new FileSource(file, saved.flatMap(all -> all.object(file.toString())), say));
        }
        config.journal()
                .ifPresent(journal -> sources.put(
                        "journal",
                        new JournalSource(journal, saved.flatMap(all -> all.object("journal")), clock, say)));
        return new LogLane(
                config,
                sources,
                labels(config, device),
                positions,
                new Backoff(FIRST_WAIT, LONGEST_WAIT, ThreadLocalRandom.current()),
                clock,
                say,
                event);
    }

    private static Map<String, String> labels(LogsDestinationConfig config, DeviceConfig device) {
        Map<String, String> labels = new TreeMap<>();
        labels.put("job", config.job());
        labels.put("instance", device.name());
        labels.put("customer", device.customer());
        labels.put("location", device.location());
        labels.values().removeIf(String::isEmpty);
        return labels;
    }

    List<LogLane> lanes() {
        return lanes;
    }

    @Override
    public void close() {
        lanes.forEach(LogLane::close);
    }
}
