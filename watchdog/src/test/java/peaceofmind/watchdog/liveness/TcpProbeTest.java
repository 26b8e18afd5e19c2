// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import peaceofmind.watchdog.config.ProbeConfig.TcpTarget;

@Timeout(120)
final class TcpProbeTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    @Test
    void anAcceptedConnectionIsEnough() throws Exception {
        try (ScriptedServer server = ScriptedServer.responding("")) {
            assertThat(probe(server.port(), Optional.empty(), Optional.empty())).isInstanceOf(ProbeResult.Alive.class);
        }
    }

    @Test
    void aNameWithSeveralAddressesNeedsOneThatAccepts() throws Exception {
        try (ScriptedServer server = ScriptedServer.responding("")) {
            TcpTarget target = new TcpTarget("localhost", server.port(), Optional.empty(), Optional.empty());
            assertThat(new TcpProbe(target, LONG).run()).isInstanceOf(ProbeResult.Alive.class);
        }
    }

    @Test
    void aResponseCanBeExpected() throws Exception {
        try (ScriptedServer server = ScriptedServer.responding("RTSP/1.0 200 OK\r\n\r\n")) {
            Optional<String> request = Optional.of("OPTIONS * RTSP/1.0\r\n\r\n");
            assertThat(probe(server.port(), request, Optional.of("RTSP/1.0 200")))
                    .isInstanceOf(ProbeResult.Alive.class);
            assertThat(probe(server.port(), request, Optional.of("RTSP/2.0")))
                    .isInstanceOfSatisfying(
                            ProbeResult.Silent.class,
                            silent -> assertThat(silent.reason())
                                    .isEqualTo("\"RTSP/2.0\" is not in the response of 127.0.0.1:" + server.port()));
        }
    }

    @Test
    void aRefusedConnectionIsSilence() throws Exception {
        int port;
        try (ServerSocket freed = new ServerSocket(0)) {
            port = freed.getLocalPort();
        }
        assertThat(probe(port, Optional.empty(), Optional.empty()))
                .isInstanceOfSatisfying(
                        ProbeResult.Silent.class,
                        silent -> assertThat(silent.reason()).startsWith("cannot connect to 127.0.0.1:" + port));
    }

    private static ProbeResult probe(int port, Optional<String> send, Optional<String> contains) throws Exception {
        return new TcpProbe(new TcpTarget("127.0.0.1", port, send, contains), LONG).run();
    }
}
