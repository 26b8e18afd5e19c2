package peaceofmind.recorder.capture;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import peaceofmind.recorder.capture.CaptureProblem.Kind;
import peaceofmind.recorder.capture.CaptureSource.NetworkCamera;

/** Makes reasons of what ffmpeg printed last. The same words mean the camera or the disk: it counts whose line they stand in. */
final class FfmpegWords {

    /** How ffmpeg (5 to 7) begins what it says of its output. */
    private static final List<String> OF_OUTPUT = List.of(
            "av_interleaved_write_frame",
            "[out#",
            "[matroska @",
            "error opening output",
            "error writing trailer",
            "error closing file",
            "could not write header",
            "submitting a packet to the muxer");

    private static final List<String> OF_START = List.of("setpriv:", "error while loading shared libraries");

    private static final List<String> DISK_FULL = List.of("no space left on device", "disk quota exceeded");

    private static final List<String> GONE =
            List.of("no such device", "no such file or directory", "input/output error");

    private static final List<String> OUT_OF_REACH = List.of(
            "connection refused",
            "timed out",
            "no route to host",
            "network is unreachable",
            "name or service not known");

    private FfmpegWords() {}

    /** Why ffmpeg ended by itself. */
    static CaptureProblem died(CaptureSource source, Path rawFile, int exitCode, List<String> lastLines) {
        Predicate<String> ofStart = line -> hasOne(line, OF_START);
        Predicate<String> ofOutput = line -> line.contains(rawFile.toString()) || hasOne(line, OF_OUTPUT);
        List<String> others = lastLines.stream()
                // A hardware encoder is a device, too.
                .filter(line -> !ofStart.test(line) && !ofOutput.test(line) && !line.contains("v4l2m2m"))
                .toList();
        return lastLines.stream()
                .filter(ofStart)
                .findFirst()
                .map(line -> new CaptureProblem(
                        Kind.NO_FFMPEG, "ffmpeg cannot be started: " + line + "; is the package ffmpeg installed?"))
                .or(() -> ofDisk(rawFile, lastLines.stream().filter(ofOutput).toList()))
                .or(() -> ofSource(source, others))
                .orElseGet(() -> new CaptureProblem(
                        Kind.DIED,
                        "ffmpeg ended by itself (exit code " + exitCode + ")"
                                + lastLines.stream()
                                        .reduce((_, last) -> last)
                                        .map(line -> quote(source, line))
                                        .orElse("")));
    }

    /** Whether the system says so in this line. */
    static boolean isDiskFull(String line) {
        return hasOne(line, DISK_FULL);
    }

    private static Optional<CaptureProblem> ofDisk(Path rawFile, List<String> lines) {
        if (lines.stream().anyMatch(FfmpegWords::isDiskFull)) {
            return Optional.of(new CaptureProblem(Kind.DISK_FULL, "the disk is full: ffmpeg could not write on"));
        }
        return lines.stream()
                .filter(Hindrance::isNamedIn)
                .findFirst()
                .map(line -> new CaptureProblem(
                        Kind.DISK_BROKEN,
                        rawFile + " cannot be written: " + line + "; look at the disk of the storage folder"));
    }

    private static Optional<CaptureProblem> ofSource(CaptureSource source, List<String> lines) {
        return line(lines, GONE)
                .map(line -> source + " is gone" + quote(source, line))
                .or(() -> line(lines, List.of("device or resource busy"))
                        .map(_ -> source + " is used by another program"))
                .or(() -> line(lines, OUT_OF_REACH).map(line -> source + " cannot be reached" + quote(source, line)))
                .or(() -> line(lines, List.of("401 unauthorized", "403 forbidden"))
                        .map(_ -> source + " refuses the user and password"))
                // The kernel's word for a USB bus on which other devices leave a camera no bandwidth.
                .or(() -> line(lines, List.of("no space left on device"))
                        .map(_ -> source + " gets no room on its USB bus; take other devices from it"))
                .map(reason -> new CaptureProblem(Kind.SOURCE_GONE, reason));
    }

    private static Optional<String> line(List<String> lines, List<String> words) {
        return lines.stream().filter(line -> hasOne(line, words)).reduce((_, last) -> last);
    }

    private static boolean hasOne(String line, List<String> words) {
        String small = line.toLowerCase(Locale.ROOT);
        return words.stream().anyMatch(small::contains);
    }

    private static String quote(CaptureSource source, String line) {
        return ": " + (source instanceof NetworkCamera camera ? camera.address().hideIn(line) : line);
    }
}
