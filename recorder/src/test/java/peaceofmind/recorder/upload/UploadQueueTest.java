// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.foundation.log.Log;
import peaceofmind.recorder.SteppedClock;
import peaceofmind.recorder.storage.Counter;
import peaceofmind.recorder.storage.TargetUploads;
import peaceofmind.recorder.storage.TestVideoStores;
import peaceofmind.recorder.storage.Video;
import peaceofmind.recorder.storage.VideoStatus;
import peaceofmind.recorder.storage.VideoStore;
import peaceofmind.testkit.FakeClock;

class UploadQueueTest {

    @TempDir
    private Path folder;

    private final FakeClock clock = new FakeClock();
    private final List<String> uploaded = new ArrayList<>();
    private Optional<String> failure = Optional.empty();
    private Optional<RuntimeException> defect = Optional.empty();
    private Optional<String> targetProblem = Optional.empty();
    private boolean interrupt;
    private boolean away;
    private int awayCount;
    private String refusedName = "";
    private boolean idle = true;
    private VideoStore store;
    private TargetUploads uploads;
    private UploadQueue queue;

    @BeforeEach
    void open() throws Exception {
        store = TestVideoStores.withPending(folder.resolve("storage"), 3, clock);
        uploads = new TargetUploads(store, List.of("one"));
        queue = UploadQueue.unstarted(
                uploads,
                new UploadQueue.NamedTarget("one", target()),
                new UploadQueue.RetryPolicy(2, Duration.ofMinutes(5)),
                UploadLimits.NONE,
                clock,
                Log.to(new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8), clock),
                () -> idle);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private UploadTarget target() {
        return new UploadTarget() {
            @Override
            public Optional<String> problem() {
                return targetProblem;
            }

            @Override
            public UploadResult upload(UploadJob job) throws InterruptedException {
                return UploadQueueTest.this.upload(job.video());
            }
        };
    }

    private UploadTarget.UploadResult upload(Path video) throws InterruptedException {
        if (interrupt) {
            throw new InterruptedException("the recorder is stopping");
        }
        if (defect.isPresent()) {
            throw defect.get();
        }
        if (away || video.getFileName().toString().equals(refusedName)) {
            awayCount++;
            return new UploadTarget.TargetUnavailable("the share is not mounted");
        }
        if (failure.isPresent()) {
            return new UploadTarget.NotUploaded(failure.get());
        }
        uploaded.add(video.getFileName().toString());
        return new UploadTarget.Uploaded("destination");
    }

    @Test
    void videosAreUploadedOldestFirstOneAtATime() throws Exception {
        List<String> names = store.all().stream().map(Video::fileName).toList();
        assertThat(queue.runOnce()).isTrue();
        assertThat(uploaded).containsExactly(names.getFirst());
        queue.runOnce();
        queue.runOnce();
        assertThat(queue.runOnce()).isFalse();
        assertThat(uploaded).isEqualTo(names);
        assertThat(queue.pendingCount()).isZero();
        assertThat(store.count(VideoStatus.COMPLETED)).isEqualTo(3);
    }

    @Test
    void theFirstAttemptDoesNotWaitForTheRecordingToEnd() throws Exception {
        idle = false;
        assertThat(queue.runOnce()).isTrue();
        assertThat(uploaded).hasSize(1);
    }

    @Test
    void aFailedUploadIsRetriedTwiceAfterFiveMinutesWhenIdleAndThenMoreAndMoreRarely() throws Exception {
        failure = Optional.of("no network");
        for (int n = 0; n < 3; n++) {
            assertThat(queue.runOnce()).isTrue();
        }
        assertThat(queue.runOnce()).as("not before five minutes have passed").isFalse();
        clock.advance(Duration.ofMinutes(5));
        idle = false;
        assertThat(queue.runOnce()).as("not while recording").isFalse();
        idle = true;
        for (int n = 0; n < 3; n++) {
            assertThat(queue.runOnce()).isTrue();
        }
        assertThat(store.count(VideoStatus.FAILED)).isZero();
        clock.advance(Duration.ofMinutes(5));
        for (int n = 0; n < 3; n++) {
            assertThat(queue.runOnce()).isTrue();
        }
        assertThat(store.count(VideoStatus.FAILED)).isEqualTo(3);
        assertThat(store.all(VideoStatus.FAILED))
                .allSatisfy(video -> assertThat(video.path()).exists());
        assertThat(store.counter(Counter.UPLOADS_FAILED)).isEqualTo(9);
        queue.runOnce();
        assertThat(queue.failedCount()).isEqualTo(3);
        for (int hour = 0; hour < 90 * 24; hour++) {
            clock.advance(Duration.ofHours(1));
            while (queue.runOnce()) {
                assertThat(uploaded).isEmpty();
            }
        }
        assertThat(store.counter(Counter.UPLOADS_FAILED))
                .as("daily for three months")
                .isBetween(9L + 3 * 88, 9L + 3 * 100);
        failure = Optional.empty();
        clock.advance(Duration.ofDays(1));
        while (queue.runOnce()) {
            assertThat(uploaded).isNotEmpty();
        }
        assertThat(store.count(VideoStatus.COMPLETED)).isEqualTo(3);
    }

    @Test
    void aRetryWaitsForARecordingToEndButNotForever() throws Exception {
        failure = Optional.of("no network");
        for (int n = 0; n < 3; n++) {
            queue.runOnce();
        }
        failure = Optional.empty();
        idle = false;
        clock.advance(Duration.ofMinutes(60));
        assertThat(queue.runOnce()).isFalse();
        clock.advance(Duration.ofMinutes(5));
        while (queue.runOnce()) {
            assertThat(uploaded).isNotEmpty();
        }
        assertThat(uploaded).hasSize(3);
    }

    @Test
    void newVideosAreUploadedBeforeThoseThatFailed() throws Exception {
        failure = Optional.of("no network");
        for (int n = 0; n < 3; n++) {
            queue.runOnce();
        }
        clock.advance(Duration.ofMinutes(5));
        failure = Optional.empty();
        String added = TestVideoStores.addPending(folder.resolve("storage"), store, clock);
        queue.runOnce();
        assertThat(uploaded).containsExactly(added);
    }

    @Test
    void aTargetThatIsAwayWhileAFailedVideoIsRetriedLeavesItFailed() throws Exception {
        failure = Optional.of("no network");
        for (int n = 0; n < 9; n++) {
            queue.runOnce();
            clock.advance(Duration.ofMinutes(5));
        }
        assertThat(store.count(VideoStatus.FAILED)).isEqualTo(3);
        away = true;
        clock.advance(Duration.ofDays(1));
        queue.runOnce();
        assertThat(awayCount).isEqualTo(1);
        assertThat(store.count(VideoStatus.FAILED)).isEqualTo(3);
    }

    @Test
    void aTargetThatIsAwayIsNoticedBeforeAVideoWaits() throws Exception {
        assertThat(queue.targetUp()).isEmpty();
        while (queue.runOnce()) {
            assertThat(uploaded).isNotEmpty();
        }
        assertThat(queue.targetUp()).contains(true);
        targetProblem = Optional.of("the share is not mounted");
        clock.advance(Duration.ofMinutes(1));
        queue.runOnce();
        assertThat(queue.targetUp()).contains(false);
        targetProblem = Optional.empty();
        clock.advance(Duration.ofMinutes(1));
        queue.runOnce();
        assertThat(queue.targetUp()).contains(true);
    }

    @Test
    void tenThousandWaitingVideosCostAFewStatementsAMinute() throws Exception {
        executeSql("INSERT INTO videos (filename, filepath, created_at, updated_at, status) WITH RECURSIVE n(i) AS"
                + " (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000) SELECT 'waiting-' || i || '.mp4',"
                + " '/nowhere', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z', 'pending' FROM n");
        away = true;
        queue.runOnce();
        assertThat(queue.pendingCount()).isEqualTo(10_003);
        long before = store.statements();
        for (int second = 0; second < 3600; second++) {
            queue.runOnce();
            clock.advance(Duration.ofSeconds(1));
        }
        assertThat(store.statements() - before).as("in an hour").isLessThan(60 * 10);
        assertThat(awayCount).as("also the share is not asked more often").isLessThan(12);
    }

    @Test
    void aTargetThatIsAwayForAMonthCostsNoVideoAnAttemptAndIsTriedMoreAndMoreRarely() throws Exception {
        away = true;
        for (int minute = 0; minute < 30 * 24 * 60; minute++) {
            queue.runOnce();
            clock.advance(Duration.ofMinutes(1));
        }
        assertThat(awayCount).isBetween(30 * 24 * 3, 30 * 24 * 4 + 10);
        assertThat(store.all()).allSatisfy(video -> {
            assertThat(video.status()).isEqualTo(VideoStatus.PENDING);
            assertThat(video.uploadAttempts()).isZero();
        });
        assertThat(store.counter(Counter.UPLOADS_FAILED)).isZero();
        away = false;
        clock.advance(Duration.ofMinutes(15));
        while (queue.runOnce()) {
            assertThat(uploaded).isNotEmpty();
        }
        assertThat(uploaded).hasSize(3);
    }

    @Test
    void aVideoThatItsTargetNeverTakesDoesNotBlockTheOthers() throws Exception {
        refusedName = store.all().getFirst().fileName();
        for (int minute = 0; minute < 5; minute++) {
            queue.runOnce();
            clock.advance(Duration.ofMinutes(1));
        }
        assertThat(uploaded).hasSize(2).doesNotContain(refusedName);
        assertThat(store.find(refusedName).orElseThrow().status()).isEqualTo(VideoStatus.PENDING);
    }

    @Test
    void aClockThatJumpsBackDoesNotDelayRetries() throws Exception {
        failure = Optional.of("no network");
        queue.runOnce();
        clock.stepWall(Duration.ofDays(-3650));
        failure = Optional.empty();
        queue.runOnce();
        queue.runOnce();
        queue.runOnce();
        assertThat(uploaded).hasSize(3);
    }

    @Test
    void anInterruptedUploadIsPendingAgainAndNotCounted() throws Exception {
        interrupt = true;
        assertThatThrownBy(() -> queue.runOnce()).isInstanceOf(InterruptedException.class);
        assertThat(store.count(VideoStatus.PENDING)).isEqualTo(3);
        assertThat(store.all().getFirst().uploadAttempts()).isZero();
        assertThat(queue.currentlyUploading()).isEmpty();
    }

    @Test
    void anUploadWhoseResultCouldNotBeSavedAtFirstIsNotRepeated() throws Exception {
        executeSql("CREATE TRIGGER full BEFORE UPDATE ON videos WHEN NEW.status = 'completed'"
                + " BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END");
        assertThatThrownBy(() -> queue.runOnce()).hasMessageContaining("is full");
        assertThat(queue.currentlyUploading()).isEmpty();
        executeSql("DROP TRIGGER full");
        queue.runOnce();
        queue.runOnce();
        queue.runOnce();
        assertThat(store.count(VideoStatus.COMPLETED)).isEqualTo(3);
        assertThat(uploaded).hasSize(3);
    }

    @Test
    void anUnexpectedExceptionIsAFailedAttemptAndDoesNotBlockOtherVideos() throws Exception {
        defect = Optional.of(new IllegalStateException("a defect"));
        queue.runOnce();
        defect = Optional.empty();
        queue.runOnce();
        queue.runOnce();
        assertThat(uploaded).hasSize(2);
        assertThat(store.all().getFirst().uploadAttempts()).isEqualTo(1);
        assertThat(store.count(VideoStatus.IN_PROGRESS)).isZero();
    }

    @Test
    void anInvalidRowDoesNotStopUploads() throws Exception {
        SteppedClock steppedClock = new SteppedClock();
        ByteArrayOutputStream logOutput = new ByteArrayOutputStream();
        executeSql("UPDATE videos SET filename = 'a' || char(0) WHERE id = 1");
        try (UploadQueue running = UploadQueue.start(
                uploads,
                new UploadQueue.NamedTarget("one", target()),
                new UploadQueue.RetryPolicy(2, Duration.ofMinutes(5)),
                UploadLimits.NONE,
                steppedClock,
                Log.to(new PrintStream(logOutput, true, StandardCharsets.UTF_8), steppedClock),
                () -> true)) {
            assertThat(steppedClock.awaitSleep()).isEqualTo(Duration.ofSeconds(10));
            assertThat(logOutput.toString(StandardCharsets.UTF_8)).contains("uploads paused: internal error");
            executeSql("UPDATE videos SET filename = 'repaired.mp4' WHERE id = 1");
            steppedClock.wake();
            assertThat(steppedClock.awaitSleep()).isEqualTo(Duration.ofSeconds(1));
            assertThat(store.count(VideoStatus.COMPLETED)).isEqualTo(3);
            assertThat(running.currentlyUploading()).isEmpty();
        }
    }

    private void executeSql(String sql) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("storage/video_metadata.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 5000");
            statement.execute(sql);
        }
    }
}
