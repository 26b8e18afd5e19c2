// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload.youtube;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.time.Clock;
import peaceofmind.recorder.upload.UploadJob;
import peaceofmind.recorder.upload.UploadTarget;
import peaceofmind.recorder.upload.UploadTarget.TargetUnavailable;
import peaceofmind.recorder.upload.UploadTlsContract;
import peaceofmind.recorder.upload.http.UploadHttp;
import peaceofmind.recorder.upload.targets.UploadConfig;

/** Google's authority cannot be configured; where these tests need another one, the target is made without the configuration. */
class YouTubeTlsTest extends UploadTlsContract {

    private Optional<FakeYouTube> youTube = Optional.empty();

    @Override
    protected void serve(String host, String startDate, int validDays) throws Exception {
        youTube = Optional.of(FakeYouTube.start(theAuthority().serverContext(host, startDate, validDays)));
    }

    @Override
    @AfterEach
    protected void stop() {
        youTube.ifPresent(FakeYouTube::close);
    }

    @Override
    protected UploadTarget target(Optional<Path> caFile) throws Exception {
        return new YouTubeTarget(
                new YouTubeFiles(folder).settings(youTube.orElseThrow().endpoints(), "{file}", Optional.empty()),
                new UploadHttp(caFile, Duration.ofMinutes(1), Clock.system()));
    }

    @Override
    protected int storedCount() {
        assertThat(youTube.orElseThrow().violations).isEmpty();
        return youTube.orElseThrow().videos.size();
    }

    @Test
    void aServerThatAnswersInPlaceOfGoogleGetsNoTokenAndIsReported() throws Exception {
        serve("localhost", "-1d", 30);
        YouTubeFiles files = new YouTubeFiles(folder);
        ConfigDocument document = ConfigDocument.parse("test", """
            upload:
              targets:
                - youtube: {client_file: %s, token_file: %s, test_server: "%s"}
            """.formatted(
                        files.client(), files.token(), youTube.orElseThrow().url()));
        UploadTarget target = UploadConfig.read(document.section("upload"))
                .targets()
                .getFirst()
                .create(Clock.system());
        assertThat(target.upload(UploadJob.of(folder.resolve("recording_1.mp4"))))
                .isInstanceOfSatisfying(
                        TargetUnavailable.class,
                        away -> assertThat(away.reason())
                                .contains("not trusted", "something on the way answers in its place", "another network")
                                .doesNotContain("ca_file", FakeYouTube.REFRESH_TOKEN));
        assertThat(youTube.orElseThrow().requests).isEmpty();
    }
}
