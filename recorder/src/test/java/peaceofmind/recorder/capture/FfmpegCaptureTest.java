// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static peaceofmind.testkit.Eventually.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.foundation.time.Clock;
import peaceofmind.recorder.capture.CaptureProblem.Kind;

/** An ffmpeg that was started for a recording that then fails to start must not keep running. */
class FfmpegCaptureTest {

    private static final CaptureSource TEST_PATTERN = new CaptureSource.TestPattern(64, 64, 5);

    @TempDir
    private Path folder;

    @Test
    void withoutItsPidFileNoFfmpegKeepsRunning() throws Exception {
        Path state = Files.writeString(folder.resolve("state"), "not a folder");
        Capture capture = new FfmpegCapture(settings(), Clock.system(), state);
        CaptureException failure = catchThrowableOfType(
                CaptureException.class, () -> capture.start(TEST_PATTERN, folder.resolve("raw.mkv")));
        assertThat(failure.problem().kind()).isEqualTo(Kind.PID_NOT_SAVED);
        assertThat(failure).hasMessageContaining(state.toString()).hasMessageContaining("must be writable");
        assertNothingRuns();
    }

    @Test
    void afterAnInterruptNoFfmpegKeepsRunning() throws Exception {
        Capture capture = new FfmpegCapture(settings(), Clock.system(), folder.resolve("state"));
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> capture.start(TEST_PATTERN, folder.resolve("raw.mkv")))
                .isInstanceOf(InterruptedException.class);
        assertNothingRuns();
    }

    @Test
    void aLauncherWhoseCallerIsInterruptedStartsNothing() throws Exception {
        Path marker = folder.resolve("marker");
        FfmpegLauncher launcher = new FfmpegLauncher(Duration.ofSeconds(5));
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> launcher.launch(List.of("sh", "-c", "sleep 1; touch " + marker)))
                .isInstanceOf(InterruptedException.class);
        Process next = launcher.launch(List.of("sleep", "1.5"));
        next.waitFor();
        assertThat(marker).doesNotExist();
    }

    private CaptureSettings settings() throws IOException {
        String ffmpeg = FakeFfmpeg.script(folder, "ffmpeg", "echo $$ > %s/pid; exec sleep 111".formatted(folder))
                .toString();
        return FakeFfmpeg.settings(ffmpeg, "ffprobe");
    }

    private void assertNothingRuns() {
        String marker = folder.toString();
        await().pollDelay(Duration.ofMillis(300))
                .until(() -> ProcessHandle.current()
                        .descendants()
                        .noneMatch(process -> process.info()
                                .commandLine()
                                .filter(line -> line.contains(marker) || line.endsWith("sleep 111"))
                                .isPresent()));
    }
}
