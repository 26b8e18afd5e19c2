// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProgressFiguresTest {

    private final ProgressFigures figures = new ProgressFigures();

    @Test
    void theFirstReportHasNothingToBeComparedWith() {
        assertThat(report(0, 25, "1000000", 0)).isEqualTo(CaptureFigures.UNKNOWN);
    }

    @Test
    void rateAndSpeedAreThoseOfTheLastReportAndNotAnAverageSinceTheStart() {
        report(0, 0, "0", 0);
        assertThat(report(2, 50, "2000000", 0)).isEqualTo(new CaptureFigures(Optional.of(25.0), Optional.of(1.0), 0));
        assertThat(report(4, 60, "3000000", 3)).isEqualTo(new CaptureFigures(Optional.of(5.0), Optional.of(0.5), 3));
    }

    @Test
    void aRecordingThatStandsStillHasTheRateZero() {
        report(0, 70, "2000000", 0);
        assertThat(report(2, 70, "2000000", 0).frameRate()).contains(0.0);
    }

    @Test
    void reportsThatWaitedInThePipeSayNothingAboutTheRate() {
        report(0, 0, "0", 0);
        CaptureFigures before = report(2, 50, "2000000", 0);
        assertThat(report(2.1, 5000, "200000000", 0).frameRate()).isEqualTo(before.frameRate());
    }

    @Test
    void whatIsNotKnownYetAndTheClockOfACameraThatJumpsAreUnknown() {
        report(0, 0, "N/A", 0);
        assertThat(report(2, 50, "2000000", 0).encoderSpeed()).isEmpty();
        assertThat(report(4, 100, "99000000000", 0).encoderSpeed()).isEmpty();
        assertThat(report(6, 150, "2000000", 0).encoderSpeed()).isEmpty();
        assertThat(report(8, 200, "4000000", 0).encoderSpeed()).contains(1.0);
    }

    @Test
    void otherLinesChangeNothing() {
        for (String line : new String[] {"", "=", "frame", "frame=", "frame=x", "drop_frames=-5", "\0\u00ff=1"}) {
            assertThat(figures.accept(line, 0)).isEmpty();
        }
        assertThat(figures.accept("progress=end", 0)).contains(CaptureFigures.UNKNOWN);
    }

    /** A report of ffmpeg 5.1. */
    private CaptureFigures report(double second, long frames, String outMicros, long dropped) {
        Optional<CaptureFigures> last = Optional.empty();
        for (String line : """
                frame=%d
                fps=25.03
                stream_0_0_q=28.0
                bitrate=1201.8kbits/s
                total_size=1212416
                out_time_us=%s
                out_time=00:00:08.070000
                dup_frames=0
                drop_frames=%d
                speed=1.01x
                progress=continue
                """.formatted(frames, outMicros, dropped).split("\n", -1)) {
            Optional<CaptureFigures> current = figures.accept(line, (long) (second * 1e9));
            last = current.isPresent() ? current : last;
        }
        return last.orElseThrow();
    }
}
