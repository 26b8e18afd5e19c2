// SPDX-License-Identifier: Apache-2.0
package peaceofmind.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The output arrives when the test writes it, as it does when the reading thread is late. */
final class OutputReaderTest {

    private static final Duration PLENTY = Duration.ofMinutes(2);

    @Test
    void whoAsksForTheTextWaitsForTheEndOfTheOutput() throws Exception {
        try (PipedInputStream output = new PipedInputStream()) {
            CompletableFuture<String> text = new CompletableFuture<>();
            try (PipedOutputStream command = new PipedOutputStream(output)) {
                OutputReader reader = OutputReader.start(output, 100);
                Thread asking = Thread.ofPlatform().start(() -> complete(text, reader));
                await().atMost(PLENTY).until(() -> asking.getState() == Thread.State.TIMED_WAITING);
                write(command, "early ");
                write(command, "late");
                assertThat(text).isNotDone();
            }
            assertThat(text.get()).isEqualTo("early late");
        }
    }

    @Test
    void atTheDeadlineWhatWasReadSoFarIsReturned() throws Exception {
        try (PipedOutputStream command = new PipedOutputStream();
                InputStream output = new PipedInputStream(command)) {
            OutputReader reader = OutputReader.start(output, 100);
            write(command, "so far");
            await().atMost(PLENTY).until(() -> reader.text(System.nanoTime()).equals("so far"));
        }
    }

    private static void complete(CompletableFuture<String> text, OutputReader reader) {
        try {
            text.complete(reader.text(System.nanoTime() + PLENTY.toNanos()));
        } catch (InterruptedException interrupted) {
            text.completeExceptionally(interrupted);
        }
    }

    private static void write(PipedOutputStream command, String text) throws Exception {
        command.write(text.getBytes(StandardCharsets.UTF_8));
        command.flush();
    }
}
