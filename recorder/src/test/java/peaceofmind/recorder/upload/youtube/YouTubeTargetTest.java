// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload.youtube;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import peaceofmind.recorder.upload.TestJobs;
import peaceofmind.recorder.upload.UploadJob.SessionStore;
import peaceofmind.recorder.upload.UploadTarget.NotUploaded;
import peaceofmind.recorder.upload.UploadTarget.OwnerNeeded;
import peaceofmind.recorder.upload.UploadTarget.QuotaUsedUp;
import peaceofmind.recorder.upload.UploadTarget.Refused;
import peaceofmind.recorder.upload.UploadTarget.TargetUnavailable;
import peaceofmind.recorder.upload.UploadTarget.UploadResult;
import peaceofmind.recorder.upload.UploadTarget.Uploaded;
import peaceofmind.recorder.upload.http.UploadHttp;
import peaceofmind.testkit.FakeClock;

/** Against a server that enforces the published protocol. A new target for each attempt: nothing survives but the session. */
class YouTubeTargetTest {

    private static final int PART_BYTES = 512 * 1024;
    private static final int VIDEO_BYTES = 2_000_003;

    @TempDir
    private Path folder;

    private final FakeClock clock = new FakeClock();
    private final SessionStore sessions = SessionStore.inMemory();
    private final byte[] content = new byte[VIDEO_BYTES];
    private FakeYouTube youTube;
    private YouTubeFiles files;
    private Path video;
    private String title = "Gym {date} {time}";
    private Optional<String> playlist = Optional.empty();

    @BeforeEach
    void start() throws Exception {
        youTube = FakeYouTube.start();
        files = new YouTubeFiles(folder);
        new Random(7).nextBytes(content);
        video = Files.write(folder.resolve("recording_2026-11-24_114616.mp4"), content);
    }

    @AfterEach
    void stop() {
        assertThat(youTube.violations).isEmpty();
        youTube.close();
    }

    private YouTubeTarget target() {
        return new YouTubeTarget(
                files.settings(youTube.endpoints(), title, playlist),
                new UploadHttp(Optional.empty(), Duration.ofMinutes(1), clock),
                PART_BYTES);
    }

    private UploadResult upload() throws Exception {
        return target().upload(TestJobs.of(video, sessions));
    }

    private FakeYouTube.Upload onlyVideo() {
        assertThat(youTube.videos).hasSize(1);
        return youTube.videos.values().iterator().next();
    }

    @Test
    void aVideoHasTheConfiguredTitleTagsCategoryPrivacyAndAudience() throws Exception {
        UploadResult result = upload();
        String id = onlyVideo().id.orElseThrow();
        assertThat(result).isEqualTo(new Uploaded("youtube video " + id, Optional.of("https://youtu.be/" + id)));
        assertThat(onlyVideo().content.toByteArray()).isEqualTo(content);
        assertThat(onlyVideo().metadata.toJson())
                .contains(
                        "\"title\":\"Gym 2026-11-24 11:46\"",
                        "\"description\":\"Recorded 2026-11-24\"",
                        "\"tags\":[\"gym\",\"match\"]",
                        "\"categoryId\":\"17\"",
                        "\"privacyStatus\":\"unlisted\"",
                        "\"selfDeclaredMadeForKids\":false");
    }

    @Test
    void anUploadThatBrokeContinuesAtTheByteWhereItStopped() throws Exception {
        youTube.breakAfterBytes = Optional.of(700_001L);
        assertThat(upload()).isInstanceOf(TargetUnavailable.class);
        youTube.requests.clear();
        assertThat(upload()).isInstanceOf(Uploaded.class);
        assertThat(onlyVideo().content.toByteArray()).isEqualTo(content);
        assertThat(youTube.requests).contains("PUT /upload/youtube/v3/videos bytes */" + VIDEO_BYTES);
        assertThat(youTube.requests).doesNotContain("POST /upload/youtube/v3/videos");
        assertThat(youTube.requests.stream().filter(request -> request.contains("bytes 7")))
                .as("from the byte")
                .hasSize(1);
    }

    @Test
    void anUploadThatBreaksAgainAndAgainIsNeverStartedOver() throws Exception {
        for (long at = 100_000; at < VIDEO_BYTES; at += 300_000) {
            youTube.breakAfterBytes = Optional.of(at);
            assertThat(upload()).isInstanceOf(TargetUnavailable.class);
        }
        assertThat(upload()).isInstanceOf(Uploaded.class);
        assertThat(onlyVideo().content.toByteArray()).isEqualTo(content);
        assertThat(youTube.requests.stream().filter("POST /upload/youtube/v3/videos"::equals))
                .hasSize(1);
    }

    @Test
    void aVideoWhoseLastResponseWasLostIsNotUploadedTwice() throws Exception {
        youTube.losesResponses = true;
        UploadResult first = upload();
        for (int attempt = 0; attempt < 10 && !(first instanceof Uploaded); attempt++) {
            youTube.losesResponses = true;
            first = upload();
        }
        assertThat(first).isInstanceOf(Uploaded.class);
        assertThat(onlyVideo().content.toByteArray()).isEqualTo(content);
    }

    @Test
    void aSessionThatTheServerRejectsIsNotTriedForEver() throws Exception {
        youTube.breakAfterBytes = Optional.of(700_000L);
        upload();
        youTube.errors.add("400 badContent");
        assertThat(upload()).isInstanceOf(NotUploaded.class);
        assertThat(upload()).isInstanceOf(Uploaded.class);
        assertThat(onlyVideo().content.toByteArray()).isEqualTo(content);
    }

    @Test
    void anExpiredSessionIsStartedAgain() throws Exception {
        youTube.breakAfterBytes = Optional.of(700_000L);
        upload();
        youTube.expireSessions();
        assertThat(upload()).isInstanceOf(Uploaded.class);
        assertThat(onlyVideo().content.toByteArray()).isEqualTo(content);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"500 backendError", "503 backendError", "429 rateLimitExceeded", "403 userRateLimitExceeded"})
    void anOverloadedServerIsNobodysFaultAndTheUploadContinues(String error) throws Exception {
        youTube.breakAfterBytes = Optional.of(700_000L);
        upload();
        youTube.errors.add(error);
        assertThat(upload()).isInstanceOf(TargetUnavailable.class);
        assertThat(upload()).isInstanceOf(Uploaded.class);
        assertThat(youTube.requests.stream().filter("POST /upload/youtube/v3/videos"::equals))
                .hasSize(1);
    }

    @Test
    void aServersWishToWaitIsHonoured() throws Exception {
        youTube.errors.add("503 backendError 120");
        assertThat(upload())
                .isInstanceOfSatisfying(
                        QuotaUsedUp.class,
                        wait -> assertThat(wait.until()).isEqualTo(clock.now().plusSeconds(120)));
    }

    @ParameterizedTest
    @CsvSource({
        // In winter Pacific time is 8 h behind, in summer 7 h, and on the day of the change the night is an hour
        // longer.
        "2026-11-24T08:00:00Z,2026-11-25T08:00:00Z",
        "2026-11-25T07:59:59Z,2026-11-25T08:00:00Z",
        "2026-07-01T12:00:00Z,2026-07-02T07:00:00Z",
        "2026-11-01T07:30:00Z,2026-11-02T08:00:00Z"
    })
    void theQuotaIsResetAtMidnightPacificTime(String now, String reset) throws Exception {
        clock.stepWall(Duration.between(clock.now(), Instant.parse(now)));
        youTube.errors.add("403 quotaExceeded");
        assertThat(upload())
                .isInstanceOfSatisfying(
                        QuotaUsedUp.class, quota -> assertThat(quota.until()).isEqualTo(reset));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401 youtubeSignupRequired|has no YouTube channel",
                "403 accessNotConfigured|enable it at console.cloud.google.com",
                "403 insufficientPermissions|peace recorder login youtube",
                "400 invalidCategoryId|correct title, description, tags or category",
            })
    void whatOnlyTheOwnerCanCorrectSaysWhatToDo(String error, String todo) throws Exception {
        youTube.errors.add(error);
        assertThat(upload())
                .isInstanceOfSatisfying(
                        OwnerNeeded.class, needed -> assertThat(needed.reason()).contains(todo));
    }

    @Test
    void aChannelsOwnLimitIsWaitedFor() throws Exception {
        youTube.errors.add("400 uploadLimitExceeded");
        assertThat(upload()).isInstanceOf(QuotaUsedUp.class);
    }

    @Test
    void aTokenThatExpiresDuringTheUploadIsRefreshed() throws Exception {
        YouTubeTarget target = target();
        youTube.breakAfterBytes = Optional.of(700_000L);
        target.upload(TestJobs.of(video, sessions));
        youTube.expireAccessTokens();
        assertThat(target.upload(TestJobs.of(video, sessions))).isInstanceOf(Uploaded.class);
        clock.advance(Duration.ofHours(2));
        assertThat(target.upload(TestJobs.of(video, SessionStore.inMemory()))).isInstanceOf(Uploaded.class);
        assertThat(youTube.requests.stream().filter("POST /token"::equals)).hasSize(3);
    }

    @Test
    void aRevokedLoginSaysWhatToDoAndContainsNoSecret() throws Exception {
        youTube.revoked = true;
        assertThat(upload())
                .isInstanceOfSatisfying(
                        OwnerNeeded.class,
                        needed -> assertThat(needed.reason())
                                .contains("revoked", "7 days", "peace recorder login youtube")
                                .doesNotContain(FakeYouTube.REFRESH_TOKEN, FakeYouTube.CLIENT_SECRET));
    }

    @Test
    void aWrongClientSaysWhatToDo() throws Exception {
        Files.writeString(
                files.client(), "{\"installed\":{\"client_id\":\"other\",\"client_secret\":\"wrong-secret\"}}");
        assertThat(upload())
                .isInstanceOfSatisfying(
                        OwnerNeeded.class,
                        needed -> assertThat(needed.reason())
                                .contains("OAuth client", "client.json")
                                .doesNotContain("wrong-secret"));
        Files.writeString(files.client(), "{\"web\":{}}");
        assertThat(target().problem().orElseThrow()).contains("TVs and Limited Input devices");
        Files.delete(files.client());
        assertThat(target().problem().orElseThrow()).contains("cannot be read", "console.cloud.google.com");
    }

    @Test
    void theStateOfTheLoginIsKnownWithoutAnUpload() throws Exception {
        assertThat(target().problem()).isEmpty();
        files.logIn("{\"refresh_token\":\"a\",\"refresh_token_expires_at\":\"2026-11-24T07:00:00Z\"}");
        assertThat(target().problem().orElseThrow()).contains("has expired", "peace recorder login");
        assertThat(target().loginExpiresAt()).contains(Instant.parse("2026-11-24T07:00:00Z"));
        Files.setPosixFilePermissions(files.token(), PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(target().problem().orElseThrow()).contains("chmod 600");
        files.logIn("not JSON");
        assertThat(target().problem().orElseThrow()).contains("contains no login");
        Files.delete(files.token());
        assertThat(target().problem().orElseThrow()).contains("nobody has logged in");
    }

    @Test
    void aVideoThatYouTubeRejectsIsRefusedForGood() throws Exception {
        youTube.uploadStatus = "rejected";
        assertThat(upload()).isEqualTo(new Refused("YouTube rejected it: duplicate"));
    }

    @Test
    void aVideoThatYouTubeDoesNotKnowYetIsNotSentAgainUntilItIsGone() throws Exception {
        youTube.hidesVideos = true;
        assertThat(upload()).isInstanceOf(NotUploaded.class);
        youTube.hidesVideos = false;
        assertThat(upload()).isInstanceOf(Uploaded.class);
        assertThat(youTube.videos).hasSize(1);
    }

    @Test
    void aVideoIsAddedToThePlaylistAndAWrongPlaylistDoesNotSendItAgain() throws Exception {
        playlist = Optional.of("PL-wrong");
        assertThat(upload())
                .isInstanceOfSatisfying(
                        OwnerNeeded.class, needed -> assertThat(needed.reason()).contains("playlist"));
        playlist = Optional.of("PL-gym");
        assertThat(upload()).isInstanceOf(Uploaded.class);
        assertThat(youTube.playlist).isEqualTo(List.of(onlyVideo().id.orElseThrow()));
    }

    @Test
    void nothingIsSentToASessionAtAnotherHost() throws Exception {
        try (FakeYouTube other = FakeYouTube.start()) {
            youTube.sessionHost = Optional.of(other.url());
            assertThat(upload())
                    .isInstanceOfSatisfying(
                            NotUploaded.class,
                            refused -> assertThat(refused.reason()).contains("nothing was sent there"));
            assertThat(other.requests).isEmpty();
        }
    }

    @Test
    void tokensAreSentOnlyToGoogleOrInTestsToThisMachine() {
        assertThat(Endpoints.local("http://127.0.0.1:8080")).isPresent();
        for (String elsewhere : List.of(
                "http://example.com",
                "https://example.com",
                "http://127.0.0.1@example.com",
                "http://127.0.0.1.example.com",
                "http://127.0.0.1:80/path?x=http://example.com")) {
            assertThat(Endpoints.local(elsewhere)).as(elsewhere).isEmpty();
        }
        Endpoints google = Endpoints.google();
        assertThat(google.isOurs("https://www.googleapis.com/upload/youtube/v3/videos?upload_id=1"))
                .isTrue();
        assertThat(google.isOurs("https://youtube.googleapis.com/upload?upload_id=1"))
                .isTrue();
        for (String elsewhere : List.of(
                "http://www.googleapis.com/upload",
                "https://www.googleapis.com.example.com/upload",
                "https://examplegoogleapis.com/upload",
                "https://www.googleapis.com:8443/upload",
                "https://user@www.googleapis.com/upload",
                "http://127.0.0.1/upload",
                "not an address")) {
            assertThat(google.isOurs(elsewhere)).as(elsewhere).isFalse();
        }
    }

    @Test
    void videosForKidsAreDeclaredAsSuch() {
        assertThat(VideoText.metadata(
                                new YouTubeSettings.Metadata(
                                        "{file}", "", List.of(), 17, "private", Optional.empty(), true),
                                video,
                                ZoneId.of("UTC"))
                        .toJson())
                .contains("\"selfDeclaredMadeForKids\":true")
                .doesNotContain("tags");
    }

    @Test
    void aTitleCanHaveTheNameOfTheCamera() {
        assertThat(VideoText.fill(
                        "Court {camera} {time}",
                        Path.of("recording_2026-11-24_114616_north.mp4"),
                        ZoneId.of("UTC"),
                        VideoText.MAX_TITLE_LENGTH))
                .isEqualTo("Court north 11:46");
    }

    @Test
    void aTitleIsShortenedAndHasNoBrackets() throws Exception {
        title = "<{file}> " + "x".repeat(120);
        assertThat(upload()).isInstanceOf(Uploaded.class);
        String filled = VideoText.fill(
                "<{file}> " + "\uD83C\uDFC0".repeat(120), video, ZoneId.of("UTC"), VideoText.MAX_TITLE_LENGTH);
        assertThat(filled).startsWith("recording_2026-11-24_114616 ");
        assertThat(filled.codePointCount(0, filled.length())).isEqualTo(100);
    }
}
