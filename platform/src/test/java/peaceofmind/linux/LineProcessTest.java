// SPDX-License-Identifier: Apache-2.0
package peaceofmind.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class LineProcessTest {

    private static LineProcess startShell(String script) throws IOException {
        return LineProcess.start(List.of("/bin/sh", "-c", script), 10);
    }

    @Test
    void linesAreReadOneByOneUntilTheCommandExits() throws Exception {
        try (LineProcess lines = startShell("printf 'one\\n\\ntwo\\n'")) {
            assertThat(lines.readLine()).contains("one");
            assertThat(lines.readLine()).contains("");
            assertThat(lines.readLine()).contains("two");
            assertThat(lines.readLine()).isEmpty();
        }
    }

    @Test
    void anIncompleteLastLineIsIgnored() throws Exception {
        try (LineProcess lines = startShell("printf 'one\\ntorn'")) {
            assertThat(lines.readLine()).contains("one");
            assertThat(lines.readLine()).isEmpty();
        }
    }

    @Test
    void anOversizedLineIsDroppedAndCountedAndTheNextOneIsComplete() throws Exception {
        try (LineProcess lines = startShell("echo 0123456789; echo 01234567890; echo next")) {
            assertThat(lines.readLine()).contains("0123456789");
            assertThat(lines.readLine()).contains("next");
            assertThat(lines.droppedLines()).isEqualTo(1);
        }
    }

    @Test
    void invalidUtf8IsReplaced() throws Exception {
        try (LineProcess lines = startShell("printf 'a\\377b\\n'")) {
            assertThat(lines.readLine()).contains("a\ufffdb");
        }
    }

    @Test
    void theLastErrorLineIsKept() throws Exception {
        try (LineProcess lines = startShell("echo first >&2; echo 'no such journal' >&2")) {
            assertThat(lines.readLine()).isEmpty();
            await().atMost(Duration.ofMinutes(2)).until(() -> lines.lastError().equals("no such journal"));
        }
    }

    @Test
    void aMissingCommandIsNamed() {
        // Run through setpriv, the command fails only after it was started.
        assertThat(lastErrorOf("/no/such/command")).contains("/no/such/command");
    }

    private static String lastErrorOf(String command) {
        try (LineProcess lines = LineProcess.start(List.of(command), 10)) {
            assertThat(lines.readLine()).isEmpty();
            await().atMost(Duration.ofMinutes(2)).until(() -> !lines.lastError().isEmpty());
            return lines.lastError();
        } catch (IOException notStarted) {
            return String.valueOf(notStarted.getMessage());
        }
    }

    @Test
    @SuppressWarnings("try") // Closing early is what this test is about.
    void closingEndsTheCommandAndUnblocksTheReader() throws Exception {
        try (LineProcess lines = startShell("echo $$; exec sleep 600")) {
            long pid = Long.parseLong(lines.readLine().orElseThrow());
            AtomicReference<Optional<String>> last = new AtomicReference<>(Optional.of("nothing yet"));
            Thread reader = Thread.ofPlatform().start(() -> last.set(lines.readLine()));
            lines.close();
            assertThat(reader.join(Duration.ofMinutes(2))).isTrue();
            assertThat(last.get()).isEmpty();
            await().atMost(Duration.ofMinutes(2)).until(() -> !isAlive(pid));
        }
    }

    @Test
    void theCommandEndsWithTheThreadThatStartedIt() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "setpriv is installed");
        AtomicReference<Optional<String>> pid = new AtomicReference<>(Optional.empty());
        CountDownLatch read = new CountDownLatch(1);
        Thread starter = Thread.ofPlatform().start(() -> {
            try {
                pid.set(startShell("echo $$; exec sleep 600").readLine());
            } catch (IOException notStarted) {
                pid.set(Optional.empty());
            }
            read.countDown();
        });
        read.await();
        starter.join();
        long number = Long.parseLong(pid.get().orElseThrow());
        await().atMost(Duration.ofMinutes(2)).until(() -> !isAlive(number));
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }
}
