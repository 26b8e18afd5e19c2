// SPDX-License-Identifier: Apache-2.0
package peaceofmind.agent;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import peaceofmind.contract.client.WatchdogClient;
import peaceofmind.exporter.drill.DrillCollector;
import peaceofmind.exporter.drill.UpdateCollector;
import peaceofmind.exporter.node.NodeCollectors;
import peaceofmind.exporter.process.AgentProcessCollector;
import peaceofmind.exporter.process.ProcessTimes;
import peaceofmind.exporter.recorder.DatabaseCollector;
import peaceofmind.exporter.recorder.HeartbeatCollector;
import peaceofmind.exporter.recorder.StorageCollector;
import peaceofmind.exporter.watchdog.WatchdogCollector;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.HeartbeatReader;
import peaceofmind.metrics.collect.Collector;
import peaceofmind.metrics.collect.CollectorSet;
import peaceofmind.metrics.collect.GuardedGroup;

/** Which collectors are served on which port. */
final class CollectorSets {

    private static final Duration COLLECTOR_TIMEOUT = Duration.ofSeconds(1);

    /** The first collection loads classes from an SD card; later ones take milliseconds. */
    private static final Duration NODE_COLLECTOR_TIMEOUT = Duration.ofSeconds(2);

    private CollectorSets() {}

    /** Empty where there is no heartbeat file: then the watchdog's probes say whether the recorder is up. */
    static Optional<HeartbeatCollector> heartbeat(AgentConfig config, ProcessTimes times) {
        return config.heartbeat()
                .map(file -> new HeartbeatCollector(
                        new HeartbeatReader(file, config.heartbeatOwner(), System::nanoTime),
                        config.staleAfter(),
                        System::nanoTime,
                        times));
    }

    static WatchdogCollector watchdog(AgentConfig config) {
        return new WatchdogCollector(
                new WatchdogClient(config.watchdogSocket(), WatchdogCollector.REQUEST_TIMEOUT),
                config.heartbeat().isEmpty(),
                Clock.system());
    }

    /**
     * The collectors behind {@code :9101}. The heartbeat comes first: no other source can delay it, or the recorder would seem gone.
     *
     * @param others the agent's features about themselves; they read memory only
     */
    static CollectorSet recorder(
            AgentConfig config,
            Optional<HeartbeatCollector> heartbeat,
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
                                heartbeat.<List<Collector>>map(List::of).orElse(List.of()),
                                memory,
                                List.of(watchdog),
                                List.of(new StorageCollector(config.storage())),
                                stateFiles,
                                config
                                        .database()
                                        .<Collector>map(file -> new DatabaseCollector(file, Clock.system()))
                                        .stream()
                                        .toList())
                        .filter(group -> !group.isEmpty())
                        .map(group -> new GuardedGroup(group, COLLECTOR_TIMEOUT, warn))
                        .toList());
    }

    /** The collectors behind {@code :9100}. */
    static CollectorSet node(AgentConfig config, BootMarker boot, Consumer<String> warn) throws IOException {
        return new NodeCollectors(
                        NodeCollectors.localRoots().withSys(config.sys()),
                        NodeCollectors.SystemSources.local(),
                        NODE_COLLECTOR_TIMEOUT,
                        warn)
                .collectorSet(config.systemdUnits(), boot.collectors());
    }
}
