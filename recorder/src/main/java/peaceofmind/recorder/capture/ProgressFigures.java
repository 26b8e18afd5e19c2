// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Interprets the lines that ffmpeg writes with {@code -progress}: {@code key=value}, ended by {@code progress=}. ffmpeg's own rate and
 * speed are averages since the start, which hide that a camera got slow an hour later; these are of the last report. Not thread-safe.
 */
final class ProgressFigures {

    /** Time between two reports. */
    static final String PERIOD_SECONDS = "2";

    /** Reports that waited in the pipe are closer to each other, and say nothing about the rate. */
    private static final Duration MIN_INTERVAL = Duration.ofSeconds(1);

    /** A faster one is a camera whose clock has jumped. */
    private static final double MAX_SPEED = 100;

    private record Report(long nanoTime, long frames, OptionalLong outMicros) {}

    private long frames;
    private OptionalLong outMicros = OptionalLong.empty();
    private long dropped;
    private Optional<Report> lastReport = Optional.empty();
    private CaptureFigures figures = CaptureFigures.UNKNOWN;

    /**
     * Takes one line.
     *
     * @param nanoTime when it was read
     * @return the figures at the end of a report; empty for the other lines
     */
    Optional<CaptureFigures> accept(String line, long nanoTime) {
        int equals = line.indexOf('=');
        if (equals < 0) {
            return Optional.empty();
        }
        OptionalLong value = number(line.substring(equals + 1).strip());
        switch (line.substring(0, equals)) {
            case "frame" -> frames = value.orElse(frames);
            case "drop_frames" -> dropped = Math.max(dropped, value.orElse(0));
            case "out_time_us" -> outMicros = value;
            case "progress" -> {
                endReport(new Report(nanoTime, frames, outMicros));
                return Optional.of(figures);
            }
            default -> {
                // The others are averages, or of no interest.
            }
        }
        return Optional.empty();
    }

    private void endReport(Report report) {
        if (lastReport.isEmpty()) {
            lastReport = Optional.of(report);
            figures = new CaptureFigures(Optional.empty(), Optional.empty(), dropped);
            return;
        }
        Report last = lastReport.get();
        double seconds = (report.nanoTime() - last.nanoTime()) / 1e9;
        if (seconds * 1000 >= MIN_INTERVAL.toMillis()) {
            Optional<Double> rate = report.frames() >= last.frames()
                    ? Optional.of((report.frames() - last.frames()) / seconds)
                    : Optional.empty();
            figures = new CaptureFigures(rate, speed(last, report, seconds), dropped);
            lastReport = Optional.of(report);
        }
    }

    private static Optional<Double> speed(Report last, Report report, double seconds) {
        if (last.outMicros().isEmpty() || report.outMicros().isEmpty()) {
            return Optional.empty();
        }
        double speed = (report.outMicros().getAsLong() - last.outMicros().getAsLong()) / 1e6 / seconds;
        return speed >= 0 && speed <= MAX_SPEED ? Optional.of(speed) : Optional.empty();
    }

    private static OptionalLong number(String text) {
        try {
            return OptionalLong.of(Long.parseLong(text));
        } catch (NumberFormatException notKnownYet) {
            return OptionalLong.empty();
        }
    }
}
