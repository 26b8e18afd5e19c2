// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.ping;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import peaceofmind.contract.health.DeviceSnapshot;
import peaceofmind.foundation.config.DeviceConfig;
import peaceofmind.foundation.control.ControlHandler;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.metrics.Batch;
import peaceofmind.metrics.BatchConsumer;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Family.Sample;

/** The pings of a device, each sent in a thread of its own: a service that does not respond delays no other. */
public final class Pings implements BatchConsumer, AutoCloseable {

    private final Map<String, PingSender> senders = new LinkedHashMap<>();

    private Pings() {}

    /**
     * Starts pinging.
     *
     * @param configs with different names
     * @param snapshot what is known of the device; takes a limited time
     * @param maxBatchAge when the last batch is older, the agent has stopped collecting
     * @param warn for the log
     */
    public static Pings start(
            List<PingConfig> configs,
            DeviceConfig device,
            Supplier<DeviceSnapshot> snapshot,
            Duration maxBatchAge,
            String userAgent,
            Clock clock,
            Consumer<String> warn) {
        Pings pings = new Pings();
        for (PingConfig config : configs) {
            pings.senders.put(
                    config.name(), PingSender.start(config, device, snapshot, maxBatchAge, userAgent, clock, warn));
        }
        return pings;
    }

    @Override
    public String name() {
        return "ping";
    }

    @Override
    public void accept(Batch batch) {
        senders.values().forEach(sender -> sender.accept(batch));
    }

    /** Metrics about the pings; the label {@code ping} is the name. */
    public List<Family> families() {
        Map<String, Family> byName = new LinkedHashMap<>();
        senders.forEach((ping, sender) -> {
            for (Family family : sender.families()) {
                List<Sample> samples = new ArrayList<>(Optional.ofNullable(byName.get(family.name()))
                        .map(Family::samples)
                        .orElse(List.of()));
                family.samples().forEach(sample -> samples.add(labelled(sample, ping)));
                byName.put(family.name(), new Family(family.name(), family.type(), family.help(), samples));
            }
        });
        return List.copyOf(byName.values());
    }

    private static Sample labelled(Sample sample, String ping) {
        Map<String, String> labels = new TreeMap<>(sample.labels());
        labels.put("ping", ping);
        return new Sample(labels, sample.value());
    }

    /** Control handlers by command. */
    public Map<String, ControlHandler> handlers() {
        return Map.of("ping_test", (_, _) -> test());
    }

    /** Side by side, since each may take all the time that the caller has. */
    private JsonObject test() {
        Map<String, CompletableFuture<JsonObject>> pending = new LinkedHashMap<>();
        senders.forEach((ping, sender) -> {
            CompletableFuture<JsonObject> result = new CompletableFuture<>();
            Thread.ofVirtual().name("ping-test").start(() -> result.complete(sender.test()));
            pending.put(ping, result);
        });
        List<JsonObject> results = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        pending.forEach((ping, result) -> {
            JsonObject tested = result.join();
            Json.ObjectBuilder json = Json.object().put("name", ping);
            tested.members().forEach(json::put);
            results.add(json.build());
            tested.text("problem")
                    .filter(problem -> !problem.isEmpty())
                    .ifPresent(problem -> problems.add(senders.size() == 1 ? problem : ping + ": " + problem));
        });
        Json.ObjectBuilder json = Json.object().put("problem", String.join("; ", problems));
        results.stream()
                .flatMap(result -> result.text("last_success").stream())
                .min(String::compareTo)
                .ifPresent(oldest -> json.put("last_success", oldest));
        return json.put("pings", results).build();
    }

    @Override
    public void close() {
        senders.values().forEach(PingSender::close);
    }
}
