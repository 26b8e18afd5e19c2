// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import peaceofmind.recorder.capture.CaptureProblem.Kind;
import peaceofmind.recorder.capture.CaptureSource.NetworkCamera;

/** Derives the problem from ffmpeg's last messages. The same text can mean the camera or the disk, depending on the line it is in. */
final class FfmpegErrors {

    /** Prefixes of ffmpeg's messages about its output (versions 5 to 7). */
    private static final List<String> OUTPUT_MARKERS = List.of(
            "av_interleaved_write_frame",
            "[out#",
            "[matroska @",
            "error opening output",
            "error writing trailer",
            "error closing file",
            "could not write header",
            "submitting a packet to the muxer");

    private static final List<String> STARTUP_MARKERS = List.of("setpriv:", "error while loading shared libraries");

    private static final List<String> DISK_FULL_MARKERS = List.of("no space left on device", "disk quota exceeded");

    private static final List<String> SOURCE_GONE_MARKERS =
            List.of("no such device", "no such file or directory", "input/output error");

    private static final List<String> UNREACHABLE_MARKERS = List.of(
            "connection refused",
            "timed out",
            "no route to host",
            "network is unreachable",
            "name or service not known");

    /** ffmpeg's messages for what it cannot make sense of. */
    private static final List<String> PROTOCOL_MARKERS =
            List.of("operation not permitted", "invalid data found", "end of file");

    /** Its messages for responses that have no message of their own. */
    private static final List<String> REFUSAL_MARKERS = List.of("server returned 4xx", "server returned 5xx");

    /** Its message about a track of which nothing has arrived in the time that it waits. */
    private static final List<String> NO_PICTURE_MARKERS = List.of("unspecified size");

    /** Advice to programmers and to users of ffmpeg's own command line. */
    private static final List<String> ADVICE_MARKERS = List.of(
            "fix your code",
            "trailing '?'",
            "conversion failed",
            "consider increasing",
            "please report",
            "use -",
            "invalid dropping",
            "last message repeated");

    private FfmpegErrors() {}

    /** Whether a line of ffmpeg says nothing that people could use. */
    static boolean isAdvice(String line) {
        return containsAny(line, ADVICE_MARKERS);
    }

    /** Why ffmpeg exited unexpectedly. */
    static CaptureProblem problemOnExit(CaptureSource source, Path rawFile, int exitCode, List<String> lastLines) {
        Predicate<String> isStartup = line -> containsAny(line, STARTUP_MARKERS);
        Predicate<String> isOutput = line -> line.contains(rawFile.toString()) || containsAny(line, OUTPUT_MARKERS);
        List<String> sourceLines = lastLines.stream()
                // Messages of a hardware encoder, which is also a device, are not about the source.
                .filter(line -> !isStartup.test(line) && !isOutput.test(line) && !line.contains("v4l2m2m"))
                .toList();
        return lastLines.stream()
                .filter(isStartup)
                .findFirst()
                .map(line -> new CaptureProblem(
                        Kind.NO_FFMPEG, "ffmpeg cannot be started: " + line + "; is the package ffmpeg installed?"))
                .or(() ->
                        diskProblem(rawFile, lastLines.stream().filter(isOutput).toList()))
                .or(() -> sourceProblem(source, sourceLines))
                .orElseGet(() -> new CaptureProblem(Kind.DIED, otherReason(source, exitCode, lastLines)));
    }

    private static String otherReason(CaptureSource source, int exitCode, List<String> lastLines) {
        if (exitCode == 0 && source instanceof NetworkCamera) {
            return source + " has closed the connection";
        }
        return "ffmpeg exited unexpectedly (exit code " + exitCode + ")"
                + lastLines.stream()
                        .filter(line -> !isAdvice(line) && !line.isBlank())
                        .reduce((_, last) -> last)
                        .map(line -> quote(source, line))
                        .orElse("");
    }

    /** Whether the line is the system's message for a full disk. */
    static boolean isDiskFull(String line) {
        return containsAny(line, DISK_FULL_MARKERS);
    }

    /** Whether one of a camera's tracks can be what ffmpeg fails with, and not the camera as a whole, its address or the password. */
    static boolean mayConcernOneTrack(CaptureProblem problem, List<String> lastLines) {
        return switch (problem.kind()) {
            case DIED -> true;
            case SOURCE_GONE ->
                lastMatch(lastLines, REFUSAL_MARKERS)
                        .or(() -> lastMatch(lastLines, PROTOCOL_MARKERS))
                        .or(() -> lastMatch(lastLines, NO_PICTURE_MARKERS))
                        .isPresent();
            case NO_FFMPEG, NO_GROWTH, DISK_FULL, DISK_BROKEN, PID_NOT_SAVED -> false;
        };
    }

    private static Optional<CaptureProblem> diskProblem(Path rawFile, List<String> lines) {
        if (lines.stream().anyMatch(FfmpegErrors::isDiskFull)) {
            return Optional.of(
                    new CaptureProblem(Kind.DISK_FULL, "the disk is full: ffmpeg could not continue writing"));
        }
        return lines.stream()
                .filter(EnvironmentError::matches)
                .findFirst()
                .map(line -> new CaptureProblem(
                        Kind.DISK_BROKEN,
                        rawFile + " cannot be written: " + line + "; check the disk of the storage folder"));
    }

    private static Optional<CaptureProblem> sourceProblem(CaptureSource source, List<String> lines) {
        return lastMatch(lines, SOURCE_GONE_MARKERS)
                .map(line -> source + " is gone" + quote(source, line))
                .or(() -> lastMatch(lines, List.of("device or resource busy"))
                        .map(_ -> source + " is used by another program"))
                .or(() -> lastMatch(lines, UNREACHABLE_MARKERS)
                        .map(line -> source + " cannot be reached" + quote(source, line)))
                .or(() -> lastMatch(lines, List.of("matches no streams"))
                        .map(_ -> source + " delivers no picture, only sound or nothing"))
                .or(() -> lastMatch(lines, List.of("401 unauthorized", "403 forbidden"))
                        .map(_ -> source + " rejects the user or password"))
                .or(() -> lastMatch(lines, REFUSAL_MARKERS)
                        .filter(_ -> source instanceof NetworkCamera)
                        .map(line -> source + " refuses to send its stream" + quote(source, line)))
                .or(() -> lastMatch(lines, PROTOCOL_MARKERS)
                        .filter(_ -> source instanceof NetworkCamera)
                        .map(line -> source + " does not respond as a camera should" + quote(source, line)))
                .or(() -> lastMatch(lines, List.of("404 not found", "404 stream not found"))
                        .map(_ -> source + " has no stream with that path"))
                .or(() -> lastMatch(lines, NO_PICTURE_MARKERS)
                        .filter(_ -> source instanceof NetworkCamera)
                        .map(_ -> source + " has delivered no picture"))
                // The kernel's error when other devices on the USB bus leave no bandwidth for the camera.
                .or(() -> lastMatch(lines, List.of("no space left on device"))
                        .map(_ -> source + " gets no bandwidth on its USB bus; unplug other devices from it"))
                .map(reason -> new CaptureProblem(Kind.SOURCE_GONE, reason));
    }

    private static Optional<String> lastMatch(List<String> lines, List<String> markers) {
        return lines.stream().filter(line -> containsAny(line, markers)).reduce((_, last) -> last);
    }

    private static boolean containsAny(String line, List<String> markers) {
        String lowerCase = line.toLowerCase(Locale.ROOT);
        return markers.stream().anyMatch(lowerCase::contains);
    }

    private static String quote(CaptureSource source, String line) {
        return ": " + (source instanceof NetworkCamera camera ? camera.address().redact(line) : line);
    }
}
