// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.testkit.Eventually.await;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import peaceofmind.foundation.log.Log;
import peaceofmind.recorder.storage.FakeFreeSpace;
import peaceofmind.recorder.storage.FakeFreeSpace.Free;
import peaceofmind.recorder.storage.FakeFreeSpace.SpaceReading;
import peaceofmind.recorder.storage.FakeFreeSpace.Unreadable;

class FreeSpaceMonitorTest {

    private final SteppedClock clock = new SteppedClock();
    private final ByteArrayOutputStream logOutput = new ByteArrayOutputStream();
    private final CountDownLatch diskReleased = new CountDownLatch(1);
    private volatile SpaceReading reading = new Free(100);
    private volatile boolean diskHangs;

    @Test
    void theFirstCheckIsDoneBeforeTheRecorderStarts() throws Exception {
        try (FreeSpaceMonitor monitor = monitor()) {
            assertThat(monitor.reasonNotToStart()).isEmpty();
            assertThat(monitor.reasonToStop()).isEmpty();
        }
        reading = new Free(49);
        try (FreeSpaceMonitor monitor = monitor()) {
            assertThat(monitor.reasonNotToStart())
                    .hasValueSatisfying(reason -> assertThat(reason).startsWith("not enough free space"));
            assertThat(monitor.reasonToStop()).isEmpty();
        }
    }

    @Test
    void aNearlyFullDiskStopsARecordingUntilThereIsSpaceAgain() throws Exception {
        reading = new Free(9);
        try (FreeSpaceMonitor monitor = monitor()) {
            assertThat(monitor.reasonToStop())
                    .hasValueSatisfying(reason -> assertThat(reason).contains("nearly full"));
            reading = new Free(100);
            assertThat(clock.advanceToNextSleep()).isEqualTo(Duration.ofSeconds(2));
            assertThat(monitor.reasonToStop()).isEmpty();
            assertThat(monitor.reasonNotToStart()).isEmpty();
        }
        assertThat(logged()).contains("the disk is nearly full: ", "enough free space on the disk again");
    }

    @Test
    void aDiskThatWasNeverReadableAllowsNoRecordingAndSaysWhy() throws Exception {
        reading = new Unreadable("Input/output error");
        try (FreeSpaceMonitor monitor = monitor()) {
            assertThat(monitor.reasonNotToStart())
                    .hasValueSatisfying(reason -> assertThat(reason).contains("not known yet", "Input/output error"));
            assertThat(monitor.reasonToStop()).isEmpty();
        }
    }

    @Test
    void aDiskThatBecomesUnreadableKeepsItsLastResultForHalfAMinute() throws Exception {
        try (FreeSpaceMonitor monitor = monitor()) {
            reading = new Unreadable("Input/output error");
            clock.advanceToNextSleep();
            assertThat(monitor.reasonNotToStart()).isEmpty();
            for (int n = 0; n < 15; n++) {
                clock.advanceToNextSleep();
            }
            assertThat(monitor.reasonNotToStart())
                    .hasValueSatisfying(
                            reason -> assertThat(reason).contains("for more than 30 s", "Input/output error"));
            assertThat(monitor.reasonToStop()).as("a recording continues").isEmpty();
            reading = new Free(100);
            clock.advanceToNextSleep();
            assertThat(monitor.reasonNotToStart()).isEmpty();
        }
        assertThat(logged().lines().filter(line -> line.contains("the free space cannot be read")))
                .as("logged once")
                .hasSize(1);
    }

    @Test
    void aFullDiskThatBecomesUnreadableIsStillFull() throws Exception {
        reading = new Free(49);
        try (FreeSpaceMonitor monitor = monitor()) {
            reading = new Unreadable("Input/output error");
            clock.advanceToNextSleep();
            assertThat(monitor.reasonNotToStart()).isPresent();
        }
    }

    @Test
    void aHangingDiskBlocksNobodyAndAllowsNoRecordingAfterHalfAMinute() throws Exception {
        try (FreeSpaceMonitor monitor = monitor()) {
            diskHangs = true;
            clock.awaitSleep();
            clock.wake();
            clock.advance(Duration.ofSeconds(30));
            assertThat(monitor.reasonNotToStart()).isEmpty();
            clock.advance(Duration.ofSeconds(1));
            assertThat(monitor.reasonNotToStart())
                    .hasValueSatisfying(reason -> assertThat(reason).contains("for more than 30 s"));
            assertThat(monitor.reasonToStop()).isEmpty();
            diskHangs = false;
            diskReleased.countDown();
            clock.awaitSleep();
            assertThat(monitor.reasonNotToStart()).isEmpty();
        }
    }

    @Test
    void aDiskThatHangsFromTheStartAllowsNoRecordingButStartUpContinues() throws Exception {
        diskHangs = true;
        try (FreeSpaceMonitor monitor = monitor()) {
            assertThat(monitor.reasonNotToStart())
                    .hasValueSatisfying(reason -> assertThat(reason).contains("not known yet"));
            assertThat(logged()).contains("could not be determined within 2 s");
            diskHangs = false;
            diskReleased.countDown();
            await().until(() -> monitor.reasonNotToStart().isEmpty());
        }
    }

    @Test
    void anUnexpectedExceptionDoesNotStopTheChecks() throws Exception {
        reading = new Free(49);
        try (FreeSpaceMonitor monitor =
                FreeSpaceMonitor.start(FakeFreeSpace.limits(this::readWithDefect), clock, log())) {
            assertThat(monitor.reasonNotToStart()).isPresent();
            reading = new Free(100);
            clock.advanceToNextSleep();
            assertThat(monitor.reasonNotToStart()).isEmpty();
        }
        assertThat(logged()).contains("a defect");
    }

    private SpaceReading readWithDefect() {
        if (reading.equals(new Free(49))) {
            throw new IllegalStateException("a defect");
        }
        return reading;
    }

    private SpaceReading readSpace() {
        if (diskHangs) {
            try {
                diskReleased.await();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return reading;
    }

    private FreeSpaceMonitor monitor() throws InterruptedException {
        return FreeSpaceMonitor.start(FakeFreeSpace.limits(this::readSpace), clock, log());
    }

    private Log log() {
        return Log.to(new PrintStream(logOutput, true, StandardCharsets.UTF_8), clock);
    }

    private String logged() {
        return logOutput.toString(StandardCharsets.UTF_8);
    }
}
