// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.foundation.log.Log;
import peaceofmind.recorder.storage.Counter;
import peaceofmind.recorder.storage.StorageFolders;
import peaceofmind.recorder.storage.TargetUploads;
import peaceofmind.recorder.storage.TestVideoStores;
import peaceofmind.recorder.storage.Video;
import peaceofmind.recorder.storage.VideoStatus;
import peaceofmind.recorder.storage.VideoStore;
import peaceofmind.recorder.upload.UploadTarget.NotUploaded;
import peaceofmind.recorder.upload.UploadTarget.OwnerNeeded;
import peaceofmind.recorder.upload.UploadTarget.QuotaUsedUp;
import peaceofmind.recorder.upload.UploadTarget.Refused;
import peaceofmind.recorder.upload.UploadTarget.TargetUnavailable;
import peaceofmind.recorder.upload.UploadTarget.UploadResult;
import peaceofmind.recorder.upload.UploadTarget.Uploaded;
import peaceofmind.testkit.FakeClock;

/** Two targets, "disk" and "tube", each with its own queue, as the recorder runs them. */
class SeveralTargetsTest {

    @TempDir
    private Path folder;

    private final FakeClock clock = new FakeClock();
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final FakeTarget disk = new FakeTarget();
    private final FakeTarget tube = new FakeTarget();
    private boolean idle = true;
    private UploadLimits.Config limits = UploadLimits.Config.NONE;
    private VideoStore store;
    private TargetUploads uploads;
    private UploadQueue diskQueue;
    private UploadQueue tubeQueue;

    /** Returns the results that the test sets. */
    private static final class FakeTarget implements UploadTarget {
        private UploadResult result = new Uploaded("somewhere");
        private final List<String> sessions = new ArrayList<>();
        private int uploads;
        private Optional<String> problem = Optional.empty();

        @Override
        public Optional<String> problem() {
            return problem;
        }

        @Override
        public UploadResult upload(UploadJob job) {
            uploads++;
            try {
                sessions.add(job.session()
                        .map(saved -> saved.session() + "@" + saved.offset())
                        .orElse("none"));
                job.checkPause();
                job.saveSession("session" + uploads, uploads);
                return result;
            } catch (IOException paused) {
                return new TargetUnavailable(String.valueOf(paused.getMessage()));
            }
        }
    }

    @BeforeEach
    void open() throws Exception {
        store = TestVideoStores.withPending(folder.resolve("storage"), 1, clock);
        startQueues();
    }

    private void startQueues() {
        uploads = new TargetUploads(store, List.of("disk", "tube"));
        diskQueue = queue("disk", disk);
        tubeQueue = queue("tube", tube);
    }

    private UploadQueue queue(String name, UploadTarget target) {
        return UploadQueue.unstarted(
                uploads,
                new UploadQueue.NamedTarget(name, target),
                new UploadQueue.RetryPolicy(1, Duration.ofMinutes(5)),
                new UploadLimits(limits, clock, ZoneId.of("UTC"), () -> idle),
                clock,
                Log.to(new PrintStream(log, true, StandardCharsets.UTF_8), clock),
                () -> idle);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Video video() throws Exception {
        return store.all().getFirst();
    }

    private void runAll() throws Exception {
        boolean uploaded = true;
        while (uploaded) {
            boolean toDisk = diskQueue.runOnce();
            uploaded = tubeQueue.runOnce() || toDisk;
            if (uploaded) {
                clock.advance(Duration.ofSeconds(1));
            }
        }
    }

    @Test
    void aVideoIsUploadedWhenAllTargetsHaveIt() throws Exception {
        tube.result = new TargetUnavailable("no network");
        runAll();
        assertThat(disk.uploads).isEqualTo(1);
        assertThat(video().status()).isEqualTo(VideoStatus.PENDING);
        assertThat(video().path()).exists();
        assertThat(store.counter(Counter.VIDEOS_UPLOADED)).isZero();
        tube.result = new Uploaded("a", Optional.of("https://youtu.be/a"));
        clock.advance(Duration.ofHours(1));
        runAll();
        assertThat(disk.uploads).as("not repeated").isEqualTo(1);
        assertThat(video().status()).isEqualTo(VideoStatus.COMPLETED);
        assertThat(video().path()).exists().hasParent(folder.resolve("storage/uploaded"));
        assertThat(store.counter(Counter.VIDEOS_UPLOADED)).isEqualTo(1);
    }

    @Test
    void aTargetThatIsDownForAMonthHoldsUpNoOtherOne() throws Exception {
        tube.result = new TargetUnavailable("no network");
        for (int day = 0; day < 30; day++) {
            TestVideoStores.addPending(folder.resolve("storage"), store, clock);
            runAll();
            clock.advance(Duration.ofDays(1));
        }
        assertThat(disk.uploads).isEqualTo(31);
        assertThat(diskQueue.targetUp()).contains(true);
        assertThat(tubeQueue.targetUp()).contains(false);
        assertThat(store.all()).allSatisfy(video -> assertThat(video.path()).exists());
    }

    @Test
    void aVideoThatOneTargetRefusesStaysHereAndIsOnlyTriedAgainOnRequest() throws Exception {
        tube.result = new Refused("longer than 12 hours");
        runAll();
        assertThat(video().status()).isEqualTo(VideoStatus.FAILED);
        clock.advance(Duration.ofDays(3));
        runAll();
        assertThat(tube.uploads).isEqualTo(1);
        assertThat(log.toString(StandardCharsets.UTF_8)).contains("tube does not take", "longer than 12 hours");
        tube.result = new Uploaded("a");
        store.retryUpload(video(), true);
        runAll();
        assertThat(video().status()).isEqualTo(VideoStatus.COMPLETED);
        assertThat(disk.uploads).isEqualTo(1);
    }

    @Test
    void aVideoHasNotFailedWhileATargetStillWaitsForIt() throws Exception {
        disk.result = new TargetUnavailable("away");
        tube.result = new NotUploaded("broken");
        for (int n = 0; n < 5; n++) {
            runAll();
            clock.advance(Duration.ofMinutes(16));
        }
        assertThat(tube.uploads).isGreaterThan(1);
        assertThat(video().status()).isEqualTo(VideoStatus.PENDING);
        disk.result = new Uploaded("a");
        clock.advance(Duration.ofMinutes(16));
        runAll();
        assertThat(video().status()).isEqualTo(VideoStatus.FAILED);
        tube.result = new Uploaded("b");
        clock.advance(Duration.ofDays(2));
        runAll();
        assertThat(video().status()).isEqualTo(VideoStatus.COMPLETED);
        assertThat(video().path()).exists();
    }

    @Test
    void theQuotaIsWaitedForUntilItsTimeAndReported() throws Exception {
        Instant reset = clock.now().plus(Duration.ofHours(9));
        tube.result = new QuotaUsedUp("today's quota is used up", reset);
        runAll();
        assertThat(tubeQueue.status().waitsUntil()).contains(reset);
        assertThat(tubeQueue.status().json().toJson()).contains("\"waits_until\":\"" + reset);
        for (int minute = 0; minute < 9 * 60 - 1; minute++) {
            clock.advance(Duration.ofMinutes(1));
            runAll();
        }
        assertThat(tube.uploads).isEqualTo(1);
        tube.result = new Uploaded("a");
        clock.advance(Duration.ofMinutes(2));
        runAll();
        assertThat(tube.uploads).isEqualTo(2);
        assertThat(video().status()).isEqualTo(VideoStatus.COMPLETED);
        assertThat(video().uploadAttempts()).isZero();
        assertThat(tubeQueue.status().waitsUntil()).isEmpty();
    }

    @Test
    void whatTheOwnerHasToCorrectIsReportedOnceAndCountsNoAttempt() throws Exception {
        tube.result = new OwnerNeeded("the token was revoked: peace recorder login");
        for (int n = 0; n < 10; n++) {
            runAll();
            clock.advance(Duration.ofMinutes(20));
        }
        assertThat(log.toString(StandardCharsets.UTF_8)).containsOnlyOnce("need their owner: the token was revoked");
        assertThat(tubeQueue.status().problem()).contains("the token was revoked: peace recorder login");
        assertThat(video().uploadAttempts()).isZero();
    }

    @Test
    void whatWasCorrectedIsTriedWithinAMinute() throws Exception {
        tube.result = new OwnerNeeded("nobody has logged in yet");
        tube.problem = Optional.of("nobody has logged in yet");
        for (int n = 0; n < 10; n++) {
            runAll();
            clock.advance(Duration.ofMinutes(16));
        }
        runAll();
        tube.problem = Optional.empty();
        tube.result = new Uploaded("a");
        clock.advance(Duration.ofMinutes(1));
        runAll();
        assertThat(video().status()).isEqualTo(VideoStatus.COMPLETED);
    }

    @Test
    void theSessionOfAnUploadSurvivesARestartAndEndsWithTheUpload() throws Exception {
        tube.result = new TargetUnavailable("no network");
        runAll();
        store.close();
        store = VideoStore.open(new StorageFolders(folder.resolve("storage")), clock)
                .store();
        startQueues();
        tube.result = new Uploaded("a");
        runAll();
        assertThat(tube.sessions).containsExactly("none", "session1@1");
        assertThat(uploads.session(video(), "tube")).isEmpty();
    }

    @Test
    void uploadsWaitForQuietHoursAndForARecordingIfConfigured() throws Exception {
        limits = new UploadLimits.Config(
                0, Optional.of(new UploadLimits.QuietHours(LocalTime.of(7, 30), LocalTime.of(8, 30))), true);
        startQueues();
        idle = false;
        runAll();
        assertThat(disk.uploads).isZero();
        assertThat(diskQueue.status().problem()).contains("waits: quiet hours until 08:30");
        clock.advance(Duration.ofMinutes(31));
        runAll();
        assertThat(disk.uploads).isZero();
        assertThat(diskQueue.status().problem()).contains("waits: a recording is running");
        idle = true;
        runAll();
        assertThat(video().status()).isEqualTo(VideoStatus.COMPLETED);
        assertThat(diskQueue.status().problem()).isEmpty();
    }

    @Test
    void aTargetThatIsAddedLaterGetsWhatIsNotUploadedYet() throws Exception {
        disk.result = new NotUploaded("broken");
        uploads = new TargetUploads(store, List.of("disk"));
        diskQueue = queue("disk", disk);
        for (int n = 0; n < 3; n++) {
            diskQueue.runOnce();
            clock.advance(Duration.ofHours(1));
        }
        assertThat(video().status()).isEqualTo(VideoStatus.FAILED);
        startQueues();
        runAll();
        assertThat(tube.uploads).isEqualTo(1);
    }

    @Test
    void aTargetThatIsNoLongerConfiguredHoldsUpNothing() throws Exception {
        tube.result = new TargetUnavailable("away");
        runAll();
        uploads = new TargetUploads(store, List.of("disk"));
        diskQueue = queue("disk", disk);
        clock.advance(Duration.ofMinutes(2));
        diskQueue.runOnce();
        assertThat(video().status()).isEqualTo(VideoStatus.COMPLETED);
    }
}
