// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.liveness;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.testkit.Eventually.await;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import peaceofmind.foundation.time.Clock;
import peaceofmind.linux.Subprocess;
import peaceofmind.watchdog.config.ProbeConfig.HttpTarget;

/** A machine that is short of what a probe needs says nothing about the program, which responds all the time. */
class LocalFailureIT {

    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void aTableOfOpenFilesThatIsFullIsNotTheProgramsDeath() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin/java").toString();
        String script = "ulimit -n 200; exec " + java + " -XX:-MaxFDLimit --enable-native-access=ALL-UNNAMED -cp '"
                + System.getProperty("java.class.path") + "' '" + WithoutFreeFiles.class.getName() + "'";
        assertThat(Subprocess.run(List.of("sh", "-c", script), Duration.ofMinutes(2), 10_000))
                .isInstanceOfSatisfying(
                        Subprocess.Exited.class,
                        exited -> assertThat(exited.output())
                                .as(exited.errorOutput())
                                .contains("first: alive")
                                .contains("then: unknown: http x cannot be probed from this machine: ")
                                .contains("last: alive"));
    }

    /** A process that uses up its own limit, since no test may use up the machine's. */
    static final class WithoutFreeFiles {

        public static void main(String[] arguments) throws Exception {
            try (ServerSocket server = new ServerSocket(0)) {
                Thread.ofPlatform().daemon().start(() -> respond(server));
                URI url = URI.create("http://127.0.0.1:" + server.getLocalPort() + "/");
                Probe probe = new HttpProbe(new HttpTarget(url, 200, Optional.empty()), Duration.ofSeconds(30));
                try (ProbeRunner runner =
                        ProbeRunner.start("http x", probe, SECOND, Duration.ofSeconds(30), Clock.system())) {
                    await().until(() -> runner.recent().size() == 1);
                    List<InputStream> open = new ArrayList<>();
                    try {
                        while (true) {
                            open.add(new FileInputStream("/dev/null"));
                        }
                    } catch (IOException full) {
                        await().until(() -> runner.recent().size() == 2);
                    }
                    for (InputStream file : open) {
                        file.close();
                    }
                    await().until(() -> runner.recent().size() == 3);
                    String[] names = {"first", "then", "last"};
                    for (int index = 0; index < names.length; index++) {
                        System.out.println(
                                names[index] + ": " + runner.recent().get(index).split(" ", 2)[1]);
                    }
                }
            }
        }

        private static void respond(ServerSocket server) {
            while (!server.isClosed()) {
                try (var connection = server.accept()) {
                    ScriptedServer.awaitRequest(connection);
                    connection.getOutputStream().write("HTTP/1.0 200 OK\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                } catch (IOException nextTry) {
                    Thread.onSpinWait();
                }
            }
        }
    }
}
