package peaceofmind.agent;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import peaceofmind.metrics.collect.Collector;
import peaceofmind.metrics.collect.CollectorSet;
import peaceofmind.metrics.collect.GuardedGroup;
import peaceofmind.exporter.drill.DrillCollector;
import peaceofmind.exporter.drill.UpdateCollector;
import peaceofmind.exporter.recorder.DatabaseCollector;
import peaceofmind.exporter.recorder.HeartbeatCollector;
import peaceofmind.exporter.recorder.StorageCollector;
import peaceofmind.exporter.process.AgentProcessCollector;
import peaceofmind.exporter.process.ProcessTimes;
import peaceofmind.exporter.watchdog.EventReporter;
import peaceofmind.exporter.watchdog.WatchdogCollector;
import peaceofmind.agent.control.AgentCommands;
import peaceofmind.shipping.metrics.MetricShipper;
import peaceofmind.shipping.metrics.ShipMetricsConfig;
import peaceofmind.shipping.metrics.ShippingContext;
import peaceofmind.foundation.config.DeviceConfig;
import peaceofmind.foundation.control.ControlClient;
import peaceofmind.foundation.control.ControlHandler;
import peaceofmind.foundation.control.ControlServer;
import peaceofmind.foundation.log.Log;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.HeartbeatReader;

/** Which collectors stand behind which port. */
final class Assembly {

    private static final Duration COLLECTOR_TIMEOUT = Duration.ofSeconds(1);

    private Assembly() {}

    static HeartbeatCollector heartbeat(AgentConfig config, ProcessTimes times) {
        return new HeartbeatCollector(
                new HeartbeatReader(config.heartbeat(), config.heartbeatOwner(), System::nanoTime),
                config.staleAfter(),
                System::nanoTime,
                times);
    }

    /**
     * What {@code :9101} tells. The heartbeat comes first: nothing else may make the recorder seem gone.
     *
     * @param others what the features of the agent say about themselves: from memory
     */
    static CollectorSet recorder(
            AgentConfig config,
            HeartbeatCollector heartbeat,
            LongSupplier missedTicks,
            WatchdogCollector watchdog,
            List<Collector> others,
            Consumer<String> warn) {
        List<Collector> memory =
                new ArrayList<>(List.of(new AgentProcessCollector(new ProcessTimes(Clock.system()), missedTicks)));
        memory.addAll(others);
        List<Collector> stateFiles = List.of(
                new DrillCollector(config.drillState(), Clock.system()), new UpdateCollector(config.updateState()));
        return new CollectorSet(
                "recorder",
                Stream.<List<Collector>>of(
                                List.of(heartbeat),
                                memory,
                                List.of(watchdog),
                                List.of(new StorageCollector(config.storage())),
                                stateFiles,
                                List.of(new DatabaseCollector(config.database())))
                        .map(group -> new GuardedGroup(group, COLLECTOR_TIMEOUT, warn))
                        .toList());
    }

    /** Begins to ship metrics; what is on its way is put on the disk when the process ends. */
    static MetricShipper shipper(
            AgentConfig config, ShipMetricsConfig ship, DeviceConfig device, Log log, Consumer<String> event) {
        MetricShipper shipper = MetricShipper.start(
                ship,
                device,
                new ShippingContext(config.stateDir().resolve("ship"), userAgent(), Clock.system(), log::warn, event));
        Runtime.getRuntime().addShutdownHook(new Thread(shipper::close));
        return shipper;
    }

    /** What receivers see of us. */
    static String userAgent() {
        return "peace/" + AgentProcessCollector.version();
    }

    /** What a person should find later, in the log and in the watchdog's journal. */
    static EventReporter reports(AgentConfig config, Log log) {
        return EventReporter.start(new ControlClient("the watchdog", config.watchdogSocket()), Clock.system(), log);
    }

    static WatchdogCollector watchdog(AgentConfig config) {
        return new WatchdogCollector(new ControlClient("the watchdog", config.watchdogSocket()));
    }

    /**
     * The agent's own socket, for its user and group; null when there can be none: a device whose alerts can't be silenced must still
     * be watched and told of.
     */
    static @Nullable ControlServer socket(AgentConfig config, Map<String, ControlHandler> commands, Log log) {
        try {
            return ControlServer.listen(config.socket(), "rw-rw----", new AgentCommands(commands));
        } catch (IOException noSocket) {
            log.warn("peace alert and peace silence can't reach the agent: " + noSocket.getMessage()
                    + "; mend the folder's rights, or choose another agent.socket");
            return null;
        }
    }
}
