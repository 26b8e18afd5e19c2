// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import peaceofmind.recorder.capture.LatestPicture;
import peaceofmind.recorder.capture.PictureSample;
import peaceofmind.recorder.check.CheckConfig.Mode;
import peaceofmind.testkit.FakeClock;

class PictureCheckTest {

    private static final CheckConfig CONFIG = new CheckConfig(Mode.CAMERAS, Duration.ofSeconds(20), 10, 0.05, 0);

    private final FakeClock clock = new FakeClock();
    private Optional<LatestPicture> latest = Optional.empty();
    private boolean decodable = true;
    private Duration decodingTime = Duration.ZERO;
    private int samples;
    private final PictureCheck check = new PictureCheck(CONFIG, () -> latest, this::sample, clock);

    @Test
    void nothingIsDecodedWhileNothingIsRecorded() throws Exception {
        afterSeconds(20);
        assertThat(samples).isZero();
        assertThat(check.findings()).isEqualTo(PictureFindings.UNKNOWN);
    }

    @Test
    void theTimeBetweenTwoRecordingsIsNotRecordedTime() throws Exception {
        recorded("a.mkv", 1);
        recorded("a.mkv", 2);
        assertThat(check.findings().blackFor()).contains(Duration.ofSeconds(20));
        latest = Optional.empty();
        afterSeconds(3600);
        assertThat(check.findings().blackFor()).as("not over").contains(Duration.ofSeconds(20));
        recorded("b.mkv", 1);
        assertThat(check.findings().blackFor()).contains(Duration.ofSeconds(20));
        recorded("b.mkv", 2);
        assertThat(check.findings().blackFor()).contains(Duration.ofSeconds(40));
    }

    @Test
    void theSamePictureIsNotCheckedTwice() throws Exception {
        recorded("a.mkv", 1);
        recorded("a.mkv", 1);
        assertThat(samples).isEqualTo(1);
    }

    @Test
    void aPictureThatCannotBeDecodedChangesNothing() throws Exception {
        recorded("a.mkv", 1);
        decodable = false;
        recorded("a.mkv", 2);
        decodable = true;
        recorded("a.mkv", 3);
        assertThat(samples).isEqualTo(3);
        assertThat(check.findings().blackFor()).contains(Duration.ofSeconds(40));
    }

    @Test
    void onASlowDeviceChecksTakeATwentiethOfTheTimeAtMost() throws Exception {
        latest = Optional.of(new LatestPicture(Path.of("/videos/a.mkv"), 100, 1000, 2000, false));
        decodingTime = Duration.ofMillis(200);
        assertThat(check.runOnce()).isEqualTo(Duration.ofSeconds(20));
        latest = Optional.of(new LatestPicture(Path.of("/videos/a.mkv"), 100, 2000, 3000, false));
        decodingTime = Duration.ofSeconds(3);
        assertThat(check.runOnce()).isEqualTo(Duration.ofSeconds(57));
        assertThat(check.runOnce()).as("nothing new").isEqualTo(Duration.ofSeconds(20));
    }

    private void recorded(String file, int position) throws InterruptedException {
        latest = Optional.of(new LatestPicture(Path.of("/videos", file), 100, 1000L * position, 2000, false));
        afterSeconds(20);
    }

    private void afterSeconds(int seconds) throws InterruptedException {
        clock.sleep(Duration.ofSeconds(seconds));
        check.runOnce();
    }

    private Optional<PictureSample> sample(LatestPicture picture) throws InterruptedException {
        samples++;
        clock.sleep(decodingTime);
        return decodable ? Optional.of(new PictureSample(new byte[100], Optional.empty())) : Optional.empty();
    }
}
