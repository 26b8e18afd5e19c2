// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import peaceofmind.foundation.time.Clock;

/** Reads what ffmpeg reports of its progress, for as long as it runs. */
final class ProgressReader {

    /** ffmpeg reports every 2 s; older figures are no longer true. */
    private static final Duration MAX_AGE = Duration.ofSeconds(10);

    private record TimedFigures(CaptureFigures figures, long nanoTime) {}

    private final Clock clock;
    private volatile TimedFigures latest;

    private ProgressReader(Clock clock) {
        this.clock = clock;
        this.latest = new TimedFigures(CaptureFigures.UNKNOWN, clock.nanoTime());
    }

    /** Starts reading; a full pipe would block ffmpeg. */
    static ProgressReader start(InputStream stream, Clock clock) {
        ProgressReader reader = new ProgressReader(clock);
        Thread.ofPlatform().daemon().name("ffmpeg-progress").start(() -> reader.read(stream));
        return reader;
    }

    /** For any thread. */
    CaptureFigures figures() {
        TimedFigures current = latest;
        return clock.nanoTime() - current.nanoTime() <= MAX_AGE.toNanos()
                ? current.figures()
                : new CaptureFigures(
                        Optional.empty(), Optional.empty(), current.figures().framesDropped());
    }

    private void read(InputStream stream) {
        ProgressFigures figures = new ProgressFigures();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.US_ASCII))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                long now = clock.nanoTime();
                figures.accept(line, now).ifPresent(current -> latest = new TimedFigures(current, now));
            }
        } catch (IOException exited) {
            // The figures get old, and are reported as unknown.
            return;
        }
    }
}
