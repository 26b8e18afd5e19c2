// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload.youtube;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import peaceofmind.foundation.time.Clock;
import peaceofmind.recorder.upload.UploadTarget;
import peaceofmind.recorder.upload.UploadTargetContract;
import peaceofmind.recorder.upload.http.UploadHttp;

class YouTubeContractTest extends UploadTargetContract {

    private FakeYouTube youTube;

    @BeforeEach
    void start() throws Exception {
        youTube = FakeYouTube.start();
    }

    @AfterEach
    void stop() {
        assertThat(youTube.violations).isEmpty();
        youTube.close();
    }

    @Override
    protected UploadTarget target() throws Exception {
        return new YouTubeTarget(
                new YouTubeFiles(folder).settings(youTube.endpoints(), "{file}", Optional.empty()),
                new UploadHttp(Optional.empty(), Duration.ofMinutes(1), Clock.system()),
                512 * 1024);
    }

    @Override
    protected List<byte[]> stored() {
        return youTube.videos.values().stream()
                .map(upload -> upload.content.toByteArray())
                .toList();
    }

    @Override
    protected void takeAway() {
        youTube.close();
    }
}
