// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.network;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.testkit.Eventually.await;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import peaceofmind.foundation.time.Clock;
import peaceofmind.recorder.SteppedClock;

class NetworkCheckTest {

    @Test
    void oneReachableAddressIsEnough() throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                NetworkCheck check = NetworkCheck.start(List.of(closedAddress(), address(listening)), Clock.system())) {
            await().until(() -> check.connected().equals(Optional.of(true)));
        }
    }

    @Test
    void noReachableAddressIsNoConnection() throws Exception {
        try (NetworkCheck check = NetworkCheck.start(List.of(closedAddress()), Clock.system())) {
            await().until(() -> check.connected().equals(Optional.of(false)));
        }
    }

    @Test
    void withoutAddressesTheStateStaysUnknown() {
        try (NetworkCheck check = NetworkCheck.start(List.of(), Clock.system())) {
            assertThat(check.connected()).isEmpty();
        }
    }

    @Test
    void aChangeIsNoticedByTheNextCheckAfterHalfAMinute() throws Exception {
        SteppedClock clock = new SteppedClock();
        InetSocketAddress address = closedAddress();
        try (NetworkCheck check = NetworkCheck.start(List.of(address), clock)) {
            assertThat(clock.awaitSleep()).isEqualTo(Duration.ofSeconds(30));
            assertThat(check.connected()).contains(false);
            try (ServerSocket reopened = new ServerSocket(address.getPort(), 1, InetAddress.getLoopbackAddress())) {
                assertThat(reopened.isBound()).isTrue();
                clock.advanceToNextSleep();
                assertThat(check.connected()).contains(true);
            }
            clock.advanceToNextSleep();
            assertThat(check.connected()).contains(false);
        }
    }

    private static InetSocketAddress address(ServerSocket socket) {
        return InetSocketAddress.createUnresolved("127.0.0.1", socket.getLocalPort());
    }

    private static InetSocketAddress closedAddress() throws Exception {
        try (ServerSocket freed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return address(freed);
        }
    }
}
