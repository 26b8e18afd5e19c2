// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static peaceofmind.testkit.Eventually.await;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.contract.client.WatchdogClient;
import peaceofmind.contract.network.LayerReading;
import peaceofmind.contract.network.LayerState;
import peaceofmind.contract.network.NetworkReading;
import peaceofmind.foundation.config.NetworkConfig;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.foundation.control.ControlHandler.Peer;
import peaceofmind.foundation.control.ControlServer;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.metrics.Batch;
import peaceofmind.metrics.Family;

/** With the watchdog's real socket, and a folder for the device. */
class NetworkMonitorTest {

    private static final Peer ROOT = new Peer("root", "root");

    @TempDir
    private Path folder;

    private final List<JsonObject> received = new CopyOnWriteArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final NetworkProbes probes = new NetworkProbes() {
        @Override
        public LayerReading dns(List<String> resolvers, String name) {
            return LayerReading.NOT_TRIED;
        }

        @Override
        public LayerReading internet(List<InetSocketAddress> addresses) {
            return new LayerReading(LayerState.UP, "tried");
        }

        @Override
        public boolean isIntercepted(InetSocketAddress address) {
            return false;
        }

        @Override
        public void poke(InetAddress gateway) {}
    };
    private NetworkMonitor monitor;

    @BeforeEach
    void start() throws Exception {
        NetworkRoot device = new NetworkRoot(folder.resolve("root"));
        NetworkFiles files = new NetworkFiles(device.root);
        NetworkObserver observer = new NetworkObserver(
                new NetworkConfig(
                        true,
                        false,
                        false,
                        Optional.empty(),
                        List.of(new InetSocketAddress("192.0.2.1", 443)),
                        "example.com"),
                files,
                new LinkObserver(files, new Uplinks(folder.resolve("uplinks"), _ -> {}), new FirmwareLog(List::of)),
                probes,
                new ReachedOnce(folder.resolve("reached"), _ -> {}),
                Clock.system());
        monitor = new NetworkMonitor(
                observer,
                new WatchdogClient(folder.resolve("watchdog.sock"), Duration.ofSeconds(5)),
                Clock.system(),
                warnings::add);
    }

    private ControlServer watchdog() throws Exception {
        return ControlServer.listen(folder.resolve("watchdog.sock"), "rw-------", (request, _) -> {
            received.add(request);
            return Json.object().put("message", "received").build();
        });
    }

    private JsonObject send(Json.ObjectBuilder request) throws ControlException {
        return Objects.requireNonNull(monitor.handlers().get("network")).handle(request.build(), ROOT);
    }

    private static Batch shipped(double up) {
        Family family = new Family(
                "peace_ship_up", Family.Type.GAUGE, "", List.of(new Family.Sample(Map.of("destination", "a"), up)));
        return new Batch(Instant.EPOCH, List.of(family));
    }

    @Test
    void nothingIsProbedWhileTheAgentStartsAndTheFirstBatchEndsThat() {
        try (NetworkMonitor started = monitor) {
            started.start();
            await().until(started::isWaiting);
            assertThat(started.families()).isEmpty();

            started.accept(shipped(1));
            await().until(() -> !started.families().isEmpty());
        }
    }

    @Test
    void aReadingIsSentToTheWatchdogAndExposed() throws Exception {
        try (ControlServer _ = watchdog()) {
            monitor.accept(shipped(1));
            monitor.runOnce();
        }
        assertThat(received).hasSize(1);
        NetworkReading reading =
                NetworkReading.parse(received.getFirst().object("reading").orElseThrow());
        assertThat(reading.receivers().isUp()).isTrue();
        assertThat(reading.links()).hasSize(1);
        assertThat(monitor.families().getFirst().samples())
                .contains(new Family.Sample(Map.of("layer", "internet"), 1))
                .contains(new Family.Sample(Map.of("layer", "link"), 1));
        assertThat(monitor.families().getLast().samples()).as("no fault").isEmpty();
        assertThat(warnings).isEmpty();
    }

    @Test
    void receiversThatFailAreSeenInTheNextReading() {
        monitor.accept(shipped(0));
        monitor.runOnce();
        assertThat(monitor.families().getFirst().samples())
                .contains(new Family.Sample(Map.of("layer", "receivers"), 0));
        assertThat(monitor.families().getLast().samples())
                .containsExactly(new Family.Sample(Map.of("cause", "receivers"), 1));
    }

    @Test
    void aWatchdogThatIsDownIsReportedOnceAndAffectsNothing() {
        monitor.runOnce();
        monitor.runOnce();
        assertThat(warnings)
                .singleElement()
                .satisfies(warning -> assertThat(warning).contains("does not take readings of the network"));
        assertThat(monitor.families()).isNotEmpty();
    }

    @Test
    void beforeTheFirstReadingNothingIsKnown() {
        assertThat(monitor.families()).isEmpty();
        assertThatThrownBy(() -> send(Json.object()))
                .isInstanceOf(ControlException.class)
                .hasMessageContaining("just starting");
    }

    @Test
    void aTestIsMadeByTheNextReading() throws Exception {
        List<JsonObject> replies = new CopyOnWriteArrayList<>();
        Thread client = Thread.ofVirtual().start(() -> {
            try {
                replies.add(send(Json.object().put("test", true)));
            } catch (ControlException failed) {
                replies.add(Json.object()
                        .put("failed", String.valueOf(failed.getMessage()))
                        .build());
            }
        });
        await().until(() -> {
            monitor.runOnce();
            return !replies.isEmpty();
        });
        client.join();
        assertThat(replies.getFirst()
                        .object("reading")
                        .map(NetworkReading::parse)
                        .orElseThrow()
                        .internet()
                        .seen())
                .isEqualTo("tried");
        assertThat(replies.getFirst().text("fault")).contains("none");
    }
}
