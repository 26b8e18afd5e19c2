// SPDX-License-Identifier: Apache-2.0
package peaceofmind.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServiceNotifierTest {

    private static final String LISTENER = """
            import socket, sys
            s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            name = sys.argv[1]
            s.bind(chr(0) + name[1:] if name[0] == "@" else name)
            print("listening", flush=True)
            for _ in range(4):
                print(s.recv(4096).decode(), flush=True)
            """;

    @TempDir
    private Path folder;

    @Test
    void withoutSystemdNothingIsSent() {
        ServiceNotifier notifier = ServiceNotifier.fromEnvironment(Map.of(), 1);
        notifier.ready();
        notifier.keepAlive();
        assertThat(notifier.failedMessages()).isZero();
        assertThat(notifier.watchdogTimeout()).isEmpty();
    }

    @Test
    void theWatchdogTimeoutAppliesOnlyToTheProcessItIsMeantFor() {
        assertThat(timeout(Map.of("WATCHDOG_USEC", "30000000"))).isEqualTo(Duration.ofSeconds(30));
        assertThat(timeout(Map.of("WATCHDOG_USEC", "1500", "WATCHDOG_PID", "42")))
                .isEqualTo(Duration.ofNanos(1_500_000));
        assertThat(timeout(Map.of("WATCHDOG_USEC", "30000000", "WATCHDOG_PID", "43")))
                .isEqualTo(Duration.ZERO);
        assertThat(timeout(Map.of("WATCHDOG_USEC", "soon"))).isEqualTo(Duration.ZERO);
        assertThat(timeout(Map.of("WATCHDOG_USEC", "-5"))).isEqualTo(Duration.ZERO);
    }

    @Test
    void aMissingSocketIsCountedAndNotThrown() {
        ServiceNotifier notifier = notifier(folder.resolve("gone").toString());
        notifier.ready();
        assertThat(notifier.failedMessages()).isEqualTo(1);
        ServiceNotifier tooLong = notifier("/" + "x".repeat(200));
        tooLong.keepAlive();
        assertThat(tooLong.failedMessages()).isEqualTo(1);
    }

    @Test
    void messagesAreDeliveredToASocketInTheFileSystem() throws Exception {
        assertDelivered(folder.resolve("notify").toString());
    }

    @Test
    void messagesAreDeliveredToAnAbstractSocket() throws Exception {
        assertDelivered("@peace-test-" + ProcessHandle.current().pid());
    }

    private void assertDelivered(String address) throws Exception {
        assumeThat(List.of("/usr/bin/python3", "/usr/local/bin/python3"))
                .as("Python to listen with: Java has no Unix datagram sockets")
                .anyMatch(python -> Files.isExecutable(Path.of(python)));
        Path script = Files.writeString(folder.resolve("listen.py"), LISTENER);
        Process listener = new ProcessBuilder("python3", script.toString(), address)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader received = listener.inputReader()) {
            await().until(() -> "listening".equals(received.readLine()));
            ServiceNotifier notifier = notifier(address);
            notifier.ready();
            notifier.status("two\nlines");
            notifier.keepAlive();
            notifier.stopping();
            assertThat(received.readAllLines())
                    .containsExactly("READY=1", "STATUS=two lines", "WATCHDOG=1", "STOPPING=1");
            assertThat(notifier.failedMessages()).isZero();
        } finally {
            listener.destroyForcibly();
        }
    }

    private static ServiceNotifier notifier(String address) {
        return ServiceNotifier.fromEnvironment(Map.of("NOTIFY_SOCKET", address, "WATCHDOG_USEC", "1000000"), 42);
    }

    private static Duration timeout(Map<String, String> environment) {
        return ServiceNotifier.fromEnvironment(environment, 42)
                .watchdogTimeout()
                .orElse(Duration.ZERO);
    }
}
