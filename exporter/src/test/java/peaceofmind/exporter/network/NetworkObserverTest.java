// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.contract.network.LayerReading;
import peaceofmind.contract.network.LayerState;
import peaceofmind.contract.network.NetworkFault;
import peaceofmind.contract.network.NetworkJudge;
import peaceofmind.contract.network.NetworkReading;
import peaceofmind.foundation.config.NetworkConfig;

class NetworkObserverTest {

    private static final LayerReading UP = new LayerReading(LayerState.UP, "fine");
    private static final LayerReading DOWN = new LayerReading(LayerState.DOWN, "not fine");
    private static final Duration INTERVAL = Duration.ofSeconds(15);

    @TempDir
    private Path folder;

    private final FakeProbes probes = new FakeProbes();
    private NetworkRoot device;
    private NetworkObserver observer;

    /** Counts what would be sent. */
    private static final class FakeProbes implements NetworkProbes {
        private boolean internet = true;
        private boolean intercepted;
        private int tries;
        private int handshakes;
        private int pokes;

        @Override
        public LayerReading dns(List<String> resolvers, String name) {
            return internet ? UP : DOWN;
        }

        @Override
        public LayerReading internet(List<InetSocketAddress> addresses) {
            tries++;
            return internet ? UP : DOWN;
        }

        @Override
        public boolean isIntercepted(InetSocketAddress address) {
            handshakes++;
            return intercepted;
        }

        @Override
        public void poke(InetAddress gateway) {
            pokes++;
        }
    }

    @BeforeEach
    void start() throws IOException {
        device = new NetworkRoot(folder.resolve("root"));
        NetworkFiles files = new NetworkFiles(device.root);
        observer = new NetworkObserver(
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
                device.clock);
    }

    private NetworkReading observe(LayerReading receivers) throws IOException {
        device.clock.advance(INTERVAL);
        device.receive("wlan0");
        return observer.observe(receivers, false);
    }

    @Test
    void whileReceiversAcceptDataNothingIsSent() throws IOException {
        NetworkReading reading = observe(UP);
        for (int i = 0; i < 1000; i++) {
            reading = observe(UP);
        }
        assertThat(reading.internet().isUp()).isTrue();
        assertThat(reading.dns().isUp()).isTrue();
        assertThat(probes.tries + probes.pokes + probes.handshakes).isZero();
        assertThat(NetworkJudge.judge(reading).fault()).isEqualTo(NetworkFault.NONE);
    }

    @Test
    void aDayWithoutReceiversTakesAFewConnections() throws IOException {
        for (int i = 0; i < 4 * 60 * 24; i++) {
            observe(LayerReading.NOT_TRIED);
        }
        assertThat(probes.tries).isBetween(40, 50);
        assertThat(probes.handshakes).isLessThanOrEqualTo(5);
    }

    @Test
    void aDayWithoutProviderIsTriedEveryFiveMinutes() throws IOException {
        observe(UP);
        probes.internet = false;
        NetworkReading reading = observe(DOWN);
        assertThat(reading.internet().isDown()).isTrue();
        for (int i = 0; i < 4 * 60 * 24; i++) {
            reading = observe(DOWN);
        }
        assertThat(probes.tries).isBetween(280, 320);
        assertThat(NetworkJudge.judge(reading).fault()).isEqualTo(NetworkFault.PROVIDER);
        probes.internet = true;
        assertThat(observe(UP).internet().isUp()).isTrue();
    }

    @Test
    void aChangeIsFollowedByAProbeAtOnce() throws IOException {
        observe(LayerReading.NOT_TRIED);
        observe(LayerReading.NOT_TRIED);
        assertThat(probes.tries).isEqualTo(1);
        device.write("sys/class/net/wlan0/carrier", "0\n");
        probes.internet = false;
        NetworkReading reading = observe(LayerReading.NOT_TRIED);
        assertThat(probes.tries).isEqualTo(2);
        assertThat(reading.internet().isDown()).isTrue();
    }

    @Test
    void aRequestedTestProbesAlsoWhileReceiversAcceptData() {
        NetworkReading reading = observer.observe(UP, true);
        assertThat(probes.tries).isEqualTo(1);
        assertThat(reading.internet().seen()).isEqualTo("fine");
    }

    @Test
    void aLoginPageIsNotTakenForTheInternet() throws IOException {
        observe(UP);
        probes.intercepted = true;
        NetworkReading reading = observe(DOWN);
        assertThat(reading.intercepted()).isTrue();
        assertThat(NetworkJudge.judge(reading)).satisfies(judgement -> {
            assertThat(judgement.fault()).isEqualTo(NetworkFault.PROVIDER);
            assertThat(judgement.repair()).isEmpty();
            assertThat(judgement.sentence()).contains("login page");
        });
    }

    @Test
    void aDeviceThatNeverReachedTheInternetIsNotCutOffFromIt() throws IOException {
        probes.internet = false;
        assertThat(observe(LayerReading.NOT_TRIED).internet().state()).isEqualTo(LayerState.UNKNOWN);
        assertThat(Files.exists(folder.resolve("reached"))).isFalse();
        probes.internet = true;
        observe(UP);
        probes.internet = false;
        assertThat(observe(DOWN).internet().state()).isEqualTo(LayerState.DOWN);
        assertThat(folder.resolve("reached")).exists();
    }

    @Test
    void aChangeByAPersonIsDated() throws IOException {
        observe(UP);
        device.clock.advance(Duration.ofMinutes(10));
        assertThat(observe(UP).sinceChange()).isGreaterThan(Duration.ofMinutes(10));
        device.write("proc/net/fib_trie", "|-- 10.0.0.9\n");
        assertThat(observe(UP).sinceChange()).isZero();
        assertThat(observe(UP).sinceChange()).isEqualTo(INTERVAL);
    }

    @Test
    void aWrongWallClockChangesNothing() throws IOException {
        observe(UP);
        device.clock.advance(Duration.ofMinutes(10));
        device.clock.stepWall(Duration.ofDays(-10_000));
        assertThat(observe(UP).sinceChange()).isGreaterThan(Duration.ofMinutes(10));
    }
}
