// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.camera;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Builds the ffmpeg command that takes one picture. */
final class FfmpegSnapshot {

    private FfmpegSnapshot() {}

    /** Takes a picture from a source as configured, written to {@code file}. */
    static List<String> ofSource(String source, Path file) {
        List<String> command =
                new ArrayList<>(List.of("ffmpeg", "-hide_banner", "-loglevel", "error", "-nostdin", "-y"));
        if (source.startsWith("v4l2:")) {
            command.addAll(List.of("-f", "v4l2", "-i", source.substring("v4l2:".length())));
        } else if (source.startsWith("rtsp:") || source.startsWith("rtsps:")) {
            command.addAll(List.of("-rtsp_transport", "tcp", "-i", source));
        } else if (source.startsWith("test")) {
            command.addAll(List.of("-f", "lavfi", "-i", "testsrc2=size=640x360:rate=10"));
        } else {
            command.addAll(List.of("-i", source.startsWith("file:") ? source.substring("file:".length()) : source));
        }
        command.addAll(List.of("-frames:v", "1", "-update", "1", file.toString()));
        return command;
    }
}
