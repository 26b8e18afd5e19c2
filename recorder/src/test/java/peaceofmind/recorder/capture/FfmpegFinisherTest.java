// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Footage must survive failures of ffmpeg that the footage did not cause. */
class FfmpegFinisherTest {

    private static final String WRITES_A_VIDEO =
            "for target; do :; done; [ \"$target\" = - ] || head -c 5000 /dev/zero > \"${target#file:}\"";
    private static final String PRINTS_PROBE_RESULT =
            "echo '{\"streams\": [{\"codec_type\": \"video\"}], \"format\": {\"format_name\": \"mov,mp4\", \"duration\": \"9.0\"}}'";

    @TempDir
    private Path folder;

    private Path raw;

    @BeforeEach
    void createRawFile() throws IOException {
        raw = Files.writeString(folder.resolve("raw.mkv"), "x".repeat(5000));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kill -9 $$",
                "exit 137",
                "exit 255",
                "exit 127",
                "echo 'file:raw.mkv: Input/output error' >&2; exit 1",
                "echo 'Error: Cannot allocate memory' >&2; echo 'Conversion failed!' >&2; exit 1",
                "echo 'av_interleaved_write_frame(): Disk quota exceeded' >&2; echo 'Conversion failed!' >&2; exit 1",
                "echo 'raw.mkv: Too many open files' >&2; exit 1",
                "echo 'raw.mkv: Stale file handle' >&2; exit 1",
                "echo '[out#0/mp4] Error writing trailer: No space left on device' >&2; exit 228"
            })
    void anEnvironmentErrorDoesNotCondemnTheFootage(String script) throws Exception {
        FinishException failed = finishFailure(script, PRINTS_PROBE_RESULT);
        assertThat(failed.isPermanent()).as(failed.toString()).isFalse();
        assertThat(raw).exists();
    }

    /** ffmpeg 5 behaves like this when there is no space for the index. */
    @Test
    void aSuccessWithAnIncompleteOutputIsAFailure() throws Exception {
        FinishException failed = finishFailure(
                WRITES_A_VIDEO + "; echo 'Error writing trailer of file:x: No space left on device' >&2",
                PRINTS_PROBE_RESULT);
        assertThat(failed.isPermanent()).isFalse();
        assertThat(failed).hasMessageContaining("No space left").hasMessageContaining(raw.toString());
        assertNoVideoRemains();
    }

    @Test
    void aFailureWithoutAMessageIsRetriedOnce() throws Exception {
        Path marker = folder.resolve("tried");
        VideoFacts facts = finisher(
                        "[ -e %s ] || { : > %s; exit 1; }; %s".formatted(marker, marker, WRITES_A_VIDEO),
                        PRINTS_PROBE_RESULT)
                .finish(raw, video());
        assertThat(facts.quality()).isEqualTo(VideoQuality.VALID);
        assertThat(video()).exists();
    }

    /** ffmpeg 6.1 and later exit with 183 on invalid data, which is not a signal. */
    @ParameterizedTest
    @ValueSource(ints = {1, 183, 234})
    void invalidFootageIsGivenUpAfterTwoAttempts(int exitCode) throws Exception {
        Path attemptLog = folder.resolve("attempts");
        FinishException failed = finishFailure(
                "echo attempt >> %s; echo 'raw.mkv: Invalid data found' >&2; echo 'Conversion failed!' >&2; exit %d"
                        .formatted(attemptLog, exitCode),
                PRINTS_PROBE_RESULT);
        assertThat(failed.isPermanent()).isTrue();
        assertThat(failed).hasMessageContaining("Invalid data found");
        assertThat(Files.readAllLines(attemptLog)).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"exit 137", "echo 'video.mp4: Input/output error' >&2; exit 1"})
    void aProbeThatFailsBecauseOfTheEnvironmentIsInconclusive(String script) throws Exception {
        FinishException failed = finishFailure(WRITES_A_VIDEO, script);
        assertThat(failed.isPermanent()).isFalse();
        assertNoVideoRemains();
    }

    @Test
    void aDecodeThatFailsBecauseOfTheEnvironmentIsInconclusive() throws Exception {
        FinishException failed =
                finishFailure("case \"$*\" in *sseof*) kill -9 $$;; esac; " + WRITES_A_VIDEO, PRINTS_PROBE_RESULT);
        assertThat(failed.isPermanent()).isFalse();
        assertNoVideoRemains();
    }

    @Test
    void aVideoThatCannotBeReadIsCorrupted() throws Exception {
        VideoFacts facts = finisher(WRITES_A_VIDEO, "echo 'moov atom not found' >&2; exit 1")
                .finish(raw, video());
        assertThat(facts.quality()).isEqualTo(VideoQuality.CORRUPTED);
        assertThat(facts.problem()).contains("moov atom not found");
    }

    @Test
    void anEndThatCannotBePlayedIsDroppedUntilTheRestPlays() throws Exception {
        VideoFacts facts = finisher(
                        "case \"$*\" in *sseof*) grep -qs 'kept 7.000' %1$s || { echo 'Invalid data found' >&2; exit 1; };; esac; "
                                        .formatted(folder.resolve("log"))
                                + "case \"$*\" in *' -t '*) echo \"kept $(echo \"$*\" | sed 's/.* -t \\([0-9.]*\\) .*/\\1/')\" >> %s;; esac; "
                                        .formatted(folder.resolve("log"))
                                + WRITES_A_VIDEO,
                        PRINTS_PROBE_RESULT)
                .finish(raw, video());
        assertThat(facts.quality()).isEqualTo(VideoQuality.VALID);
        assertThat(Files.readAllLines(folder.resolve("log"))).containsExactly("kept 8.700", "kept 8.000", "kept 7.000");
    }

    @Test
    void aVideoOfWhichNothingPlaysIsKeptAsItIs() throws Exception {
        VideoFacts facts = finisher(
                        "case \"$*\" in *sseof*) echo 'Invalid data found' >&2; exit 1;; esac; " + WRITES_A_VIDEO,
                        PRINTS_PROBE_RESULT)
                .finish(raw, video());
        assertThat(facts.quality()).isEqualTo(VideoQuality.CORRUPTED);
        assertThat(video()).exists();
        assertThat(raw).exists();
    }

    /** Longer would lose more footage of a silent camera; shorter would abort recordings when a busy machine pauses. */
    @Test
    void aRecordingMayStallForTenSeconds() {
        assertThat(CaptureSettings.defaults("libx264").stallTimeout()).isEqualTo(Duration.ofSeconds(10));
    }

    private void assertNoVideoRemains() {
        assertThat(video()).doesNotExist();
        assertThat(folder.toFile().list())
                .isNotNull()
                .satisfies(names -> assertThat(List.of(names)).noneMatch(name -> name.endsWith(".part")));
    }

    private FinishException finishFailure(String ffmpeg, String ffprobe) throws IOException {
        Finisher finisher = finisher(ffmpeg, ffprobe);
        return catchThrowableOfType(FinishException.class, () -> finisher.finish(raw, video()));
    }

    private Finisher finisher(String ffmpeg, String ffprobe) throws IOException {
        return new FfmpegFinisher(FakeFfmpeg.settings(
                FakeFfmpeg.script(folder, "ffmpeg", ffmpeg).toString(),
                FakeFfmpeg.script(folder, "ffprobe", ffprobe).toString()));
    }

    private Path video() {
        return folder.resolve("video.mp4");
    }
}
