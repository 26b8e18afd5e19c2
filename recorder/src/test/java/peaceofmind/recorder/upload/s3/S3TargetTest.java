// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peaceofmind.foundation.time.Clock;
import peaceofmind.recorder.upload.TestJobs;
import peaceofmind.recorder.upload.UploadJob;
import peaceofmind.recorder.upload.UploadJob.SessionStore;
import peaceofmind.recorder.upload.UploadTarget;
import peaceofmind.recorder.upload.UploadTarget.NotUploaded;
import peaceofmind.recorder.upload.UploadTarget.OwnerNeeded;
import peaceofmind.recorder.upload.UploadTarget.TargetUnavailable;
import peaceofmind.recorder.upload.UploadTarget.Uploaded;
import peaceofmind.recorder.upload.UploadTargetContract;
import peaceofmind.recorder.upload.http.UploadHttp;

class S3TargetTest extends UploadTargetContract {

    private FakeS3 s3;
    private Path secretKeyFile;
    private String region = FakeS3.REGION;
    private String bucket = "videos";

    @BeforeEach
    void start() throws Exception {
        s3 = FakeS3.start();
        secretKeyFile = Files.writeString(folder.resolve("secret-key"), FakeS3.SECRET_KEY + "\n");
    }

    @AfterEach
    void stop() {
        s3.close();
    }

    @Override
    protected UploadTarget target() {
        return new S3Target(
                new S3Settings(s3.url(), region, bucket, "gym/hall 1/", FakeS3.ACCESS_KEY, secretKeyFile, false),
                new UploadHttp(Optional.empty(), Duration.ofMinutes(1), Clock.system()),
                500_000);
    }

    @Override
    protected List<byte[]> stored() {
        return s3.contents();
    }

    @Override
    protected void takeAway() {
        s3.close();
    }

    @Test
    void aSmallVideoIsSentAtOnce() throws Exception {
        Path small = Files.write(folder.resolve("small.mp4"), new byte[1000]);
        assertThat(target().upload(UploadJob.of(small))).isEqualTo(new Uploaded("s3://videos/gym/hall 1/small.mp4"));
        assertThat(s3.objects.get("gym/hall 1/small.mp4")).hasSize(1000);
        assertThat(s3.requests).doesNotContain("POST [uploads]");
    }

    @Test
    void partsThatTheServerHasAreNotSentAgain() throws Exception {
        SessionStore sessions = SessionStore.inMemory();
        target().upload(TestJobs.pausedAfter(14, video, sessions));
        long sent = s3.requests.stream()
                .filter(request -> request.contains("partNumber"))
                .count();
        assertThat(sent).isPositive();
        assertThat(target().upload(TestJobs.of(video, sessions))).isInstanceOf(Uploaded.class);
        assertThat(stored()).containsExactly(content(1));
        assertThat(s3.requests.stream().filter(request -> request.contains("partNumber")))
                .as("one broken part is repeated")
                .hasSizeBetween(7, 8);
        assertThat(s3.requests.stream().filter("POST [uploads]"::equals)).hasSize(1);
    }

    @Test
    void anUploadThatTheServerHasForgottenStartsAgain() throws Exception {
        SessionStore sessions = SessionStore.inMemory();
        target().upload(TestJobs.pausedAfter(14, video, sessions));
        s3.uploads.clear();
        assertThat(target().upload(TestJobs.of(video, sessions))).isInstanceOf(Uploaded.class);
        assertThat(stored()).containsExactly(content(1));
    }

    @Test
    void aVideoWhoseLastResponseWasLostIsNotStoredTwice() throws Exception {
        SessionStore sessions = SessionStore.inMemory();
        s3.losesResponses = true;
        assertThat(target().upload(TestJobs.of(video, sessions))).isInstanceOf(TargetUnavailable.class);
        assertThat(target().upload(TestJobs.of(video, sessions))).isInstanceOf(Uploaded.class);
        assertThat(stored()).containsExactly(content(1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "503 SlowDown|TargetUnavailable|SlowDown",
                "500 InternalError|TargetUnavailable|HTTP 500",
                "403 AccessDenied|OwnerNeeded|AKIAGYM",
                "400 BadDigest|NotUploaded|BadDigest",
            })
    void errorsAreClassified(String error, String kind, String text) throws Exception {
        s3.error = Optional.of(error);
        UploadTarget.UploadResult result = target().upload(UploadJob.of(video));
        assertThat(result.getClass().getSimpleName()).isEqualTo(kind);
        assertThat(result.toString()).contains(text).doesNotContain(FakeS3.SECRET_KEY);
        assertThat(target().upload(UploadJob.of(video))).isInstanceOf(Uploaded.class);
    }

    @Test
    void wrongSettingsNeedTheOwner() throws Exception {
        Files.writeString(secretKeyFile, "another-secret-key");
        assertThat(target().upload(UploadJob.of(video)))
                .isInstanceOfSatisfying(
                        OwnerNeeded.class,
                        needed -> assertThat(needed.reason())
                                .contains(secretKeyFile.toString())
                                .doesNotContain("another-secret-key"));
        Files.writeString(secretKeyFile, "two\nlines");
        assertThat(target().problem().orElseThrow()).contains("one line");
        Files.delete(secretKeyFile);
        assertThat(target().problem().orElseThrow()).contains("cannot be read");
    }

    @Test
    void aMissingBucketIsNotTakenForAMissingObject() throws Exception {
        bucket = "other";
        assertThat(target().upload(UploadJob.of(video))).isInstanceOf(OwnerNeeded.class);
    }

    @Test
    void anotherRegionNeedsTheOwner() throws Exception {
        region = "us-east-1";
        assertThat(target().upload(UploadJob.of(video))).isInstanceOfAny(OwnerNeeded.class, NotUploaded.class);
    }
}
