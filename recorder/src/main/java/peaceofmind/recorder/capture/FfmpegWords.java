package peaceofmind.recorder.capture;

import java.util.List;
import java.util.Locale;
import peaceofmind.recorder.capture.CaptureProblem.Kind;
import peaceofmind.recorder.capture.CaptureSource.NetworkCamera;

/** Makes reasons of what ffmpeg printed last. */
final class FfmpegWords {

    private FfmpegWords() {}

    /** Why ffmpeg ended by itself. */
    static CaptureProblem died(CaptureSource source, int exitCode, List<String> lastLines) {
        String all = String.join("\n", lastLines).toLowerCase(Locale.ROOT);
        if (all.contains("no space left on device")) {
            return new CaptureProblem(Kind.DISK_FULL, "the disk is full: ffmpeg could not write on");
        } else if (all.contains("no such device")
                || all.contains("no such file or directory")
                || all.contains("input/output error")) {
            return new CaptureProblem(Kind.SOURCE_GONE, source + " is gone" + quote(source, lastLines));
        } else if (all.contains("device or resource busy")) {
            return new CaptureProblem(Kind.SOURCE_GONE, source + " is used by another program");
        } else if (all.contains("connection refused")
                || all.contains("timed out")
                || all.contains("no route to host")
                || all.contains("network is unreachable")
                || all.contains("name or service not known")) {
            return new CaptureProblem(Kind.SOURCE_GONE, source + " cannot be reached" + quote(source, lastLines));
        } else if (all.contains("401 unauthorized") || all.contains("403 forbidden")) {
            return new CaptureProblem(Kind.SOURCE_GONE, source + " refuses the user and password");
        }
        return new CaptureProblem(
                Kind.DIED, "ffmpeg ended by itself (exit code " + exitCode + ")" + quote(source, lastLines));
    }

    private static String quote(CaptureSource source, List<String> lastLines) {
        if (lastLines.isEmpty()) {
            return "";
        }
        String line = lastLines.getLast();
        return ": " + (source instanceof NetworkCamera camera ? camera.address().hideIn(line) : line);
    }
}
