// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.watchdog;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.testkit.Eventually.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.contract.client.WatchdogClient;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.foundation.control.ControlServer;
import peaceofmind.foundation.log.Log;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json;

class EventReporterTest {

    @TempDir
    private Path folder;

    private final List<String> reported = new CopyOnWriteArrayList<>();
    private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
    private final Semaphore retries = new Semaphore(0);

    @Test
    void reportsAreSentToTheWatchdogsJournal() throws Exception {
        try (ControlServer _ = watchdog()) {
            startReporter().accept("40 samples are dropped");
            awaitReports("report: 40 samples are dropped");
        }
        assertThat(logText()).contains("40 samples are dropped");
    }

    @Test
    void whileTheWatchdogIsDownTheNewestReportsAreBufferedAndThatIsLoggedOnce() throws Exception {
        EventReporter reporter = startReporter();
        reporter.accept("first");
        retries.release(3);
        await().until(() -> retries.availablePermits() == 0);
        IntStream.range(0, 25).forEach(i -> reporter.accept("later " + i));
        try (ControlServer _ = watchdog()) {
            retries.release();
            await().until(() -> reported.contains("report: later 24"));
        }
        assertThat(reported).hasSize(21).startsWith("report: first", "report: later 5");
        assertThat(logText())
                .containsOnlyOnce("cannot send it to the watchdog's journal")
                .contains("later 0");
    }

    @Test
    void aRejectedReportIsNotRetried() throws Exception {
        try (ControlServer _ = ControlServer.listen(socket(), "rw-------", (request, _) -> {
            reported.add(request.text("text").orElse(""));
            throw new ControlException(ControlException.Kind.REFUSED, "too many");
        })) {
            EventReporter reporter = startReporter();
            reporter.accept("one");
            reporter.accept("two");
            awaitReports("one", "two");
        }
        await().until(() -> logText().contains("too many"));
    }

    private void awaitReports(String... expected) {
        await().untilAsserted(() -> assertThat(reported).containsExactly(expected));
    }

    private ControlServer watchdog() throws IOException {
        return ControlServer.listen(socket(), "rw-------", (request, _) -> {
            reported.add(request.text("command").orElse("") + ": "
                    + request.text("text").orElse(""));
            return Json.object().build();
        });
    }

    private EventReporter startReporter() {
        return EventReporter.start(
                new WatchdogClient(socket(), EventReporter.REQUEST_TIMEOUT),
                new ManualClock(),
                Log.to(new PrintStream(logged, true, StandardCharsets.UTF_8), Clock.system()));
    }

    private String logText() {
        return logged.toString(StandardCharsets.UTF_8);
    }

    private Path socket() {
        return folder.resolve("watchdog.sock");
    }

    /** Sleeps until the test releases a permit. */
    private final class ManualClock implements Clock {
        @Override
        public Instant now() {
            return Clock.system().now();
        }

        @Override
        public long nanoTime() {
            return Clock.system().nanoTime();
        }

        @Override
        public void sleep(Duration duration) throws InterruptedException {
            retries.acquire();
        }
    }
}
