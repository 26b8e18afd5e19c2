// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.foundation.time.Clock;
import peaceofmind.recorder.storage.TargetUploads.SavedSession;
import peaceofmind.recorder.upload.UploadTarget.NotUploaded;
import peaceofmind.recorder.upload.UploadTarget.TargetUnavailable;
import peaceofmind.recorder.upload.UploadTarget.UploadResult;
import peaceofmind.recorder.upload.UploadTarget.Uploaded;

/** What every target of uploads promises. */
public abstract class UploadTargetContract {

    /** Several parts for those that upload in parts. */
    protected static final int VIDEO_BYTES = 3_000_001;

    @TempDir
    protected Path folder;

    protected Path video;

    /** The target, whose destination works. */
    protected abstract UploadTarget target() throws Exception;

    /** The content of all complete videos at the destination. */
    protected abstract List<byte[]> stored() throws Exception;

    /** Takes the destination away. */
    protected abstract void takeAway() throws Exception;

    @BeforeEach
    void createVideo() throws Exception {
        Files.createDirectories(folder.resolve("videos"));
        video = Files.write(folder.resolve("videos/recording_1 (ä).mp4"), content(1));
    }

    protected static byte[] content(long seed) {
        byte[] bytes = new byte[VIDEO_BYTES];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    @Test
    void aVideoIsUploadedAsItIsAndItsProgressReported() throws Exception {
        UploadJob job = UploadJob.of(video);
        assertThat(target().upload(job)).isInstanceOf(Uploaded.class);
        assertThat(stored()).containsExactly(content(1));
        assertThat(job.progress().sentBytes()).isEqualTo(VIDEO_BYTES);
        assertThat(job.progress().totalBytes()).isEqualTo(VIDEO_BYTES);
    }

    @Test
    void anEmptyFileHangsNothing() throws Exception {
        Path empty = Files.createFile(folder.resolve("videos/empty.mp4"));
        assertThat(target().upload(UploadJob.of(empty))).isNotNull();
        assertThat(target().upload(UploadJob.of(video))).isInstanceOf(Uploaded.class);
    }

    @Test
    void anotherVideoWithTheSameNameIsNeverReplaced() throws Exception {
        target().upload(UploadJob.of(video));
        Path other = Files.createDirectories(folder.resolve("other")).resolve(video.getFileName());
        Files.write(other, content(2));
        assertThat(target().upload(UploadJob.of(other))).isInstanceOf(Uploaded.class);
        assertThat(stored()).containsExactlyInAnyOrder(content(1), content(2));
    }

    @Test
    void aMissingVideoIsReportedWithItsName() throws Exception {
        UploadResult result = target().upload(UploadJob.of(folder.resolve("gone.mp4")));
        assertThat(result)
                .isInstanceOfSatisfying(
                        NotUploaded.class, failed -> assertThat(failed.reason()).contains("gone.mp4"));
    }

    @Test
    void aDestinationThatIsAwayIsNobodysFault() throws Exception {
        UploadTarget target = target();
        takeAway();
        assertThat(target.upload(UploadJob.of(video))).isInstanceOf(TargetUnavailable.class);
    }

    @Test
    void anInterruptedUploadHasNotFailedAndCanBeRepeated() throws Exception {
        UploadTarget target = target();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> target.upload(UploadJob.of(video))).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
        assertThat(target.upload(UploadJob.of(video))).isInstanceOf(Uploaded.class);
        assertThat(stored()).containsExactly(content(1));
    }

    @Test
    void anUploadThatIsPausedAgainAndAgainIsCompletedWithoutAMistake() throws Exception {
        UploadTarget target = target();
        UploadJob.SessionStore sessions = UploadJob.SessionStore.inMemory();
        List<UploadResult> results = IntStream.range(0, 12)
                .mapToObj(reads -> pausedAfter(target, reads, sessions))
                .toList();
        assertThat(results.getFirst()).isNotInstanceOf(Uploaded.class);
        assertThat(target.upload(new UploadJob(video, sessions, UploadLimits.NONE, Clock.system())))
                .isInstanceOf(Uploaded.class);
        assertThat(stored()).contains(content(1)).allMatch(bytes -> bytes.length == VIDEO_BYTES);
    }

    /** A database that can be set back, as by a power cut that takes the latest writes with it. */
    private static final class RestorableStore implements UploadJob.SessionStore {
        private final List<Optional<SavedSession>> states = new ArrayList<>(List.of(Optional.empty()));

        @Override
        public Optional<SavedSession> load() {
            return states.getLast();
        }

        @Override
        public void save(Optional<SavedSession> session) {
            states.add(session);
        }

        void loseLatest(int count) {
            for (int n = 0; n < count && states.size() > 1; n++) {
                states.removeLast();
            }
        }
    }

    @Test
    void anEarlierStateOfTheDatabaseCostsNoByteOfTheVideo() throws Exception {
        UploadTarget target = target();
        List<byte[]> contents = new ArrayList<>();
        for (int lost = 0; lost <= 4; lost++) {
            contents.add(content(lost));
            video = Files.write(folder.resolve("videos/recording_" + lost + ".mp4"), contents.getLast());
            RestorableStore sessions = new RestorableStore();
            pausedAfter(target, 60, sessions);
            sessions.loseLatest(lost);
            assertThat(target.upload(TestJobs.of(video, sessions)))
                    .as(lost + " states lost")
                    .isInstanceOf(Uploaded.class);
        }
        assertThat(stored()).contains(contents.toArray(byte[][]::new)).isSubsetOf(contents);
    }

    @Test
    void aSavedOffsetIsNotBelieved() throws Exception {
        RestorableStore sessions = new RestorableStore();
        UploadTarget target = target();
        pausedAfter(target, 60, sessions);
        Optional<SavedSession> saved = sessions.load();
        sessions.save(saved.map(session -> new SavedSession(session.session(), VIDEO_BYTES - 7, VIDEO_BYTES)));
        assertThat(target.upload(TestJobs.of(video, sessions))).isInstanceOf(Uploaded.class);
        assertThat(stored()).contains(content(1)).allMatch(bytes -> Arrays.equals(bytes, content(1)));
    }

    private UploadResult pausedAfter(UploadTarget target, int reads, UploadJob.SessionStore sessions) {
        try {
            return target.upload(TestJobs.pausedAfter(reads, video, sessions));
        } catch (InterruptedException unexpected) {
            throw new AssertionError(unexpected);
        }
    }
}
