// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import peaceofmind.recorder.capture.CaptureSource.Camera;
import peaceofmind.recorder.capture.CaptureSource.MediaFile;
import peaceofmind.recorder.capture.CaptureSource.NetworkCamera;
import peaceofmind.recorder.capture.CaptureSource.TestPattern;

/** Builds command lines for ffmpeg and ffprobe. */
final class FfmpegCommand {

    private static final int CAMERA_FRAME_RATE = 25;

    /** Players can start at key frames, and a truncation loses at most the frames since the last one. */
    private static final int KEY_FRAME_INTERVAL_SECONDS = 2;

    private FfmpegCommand() {}

    /**
     * Records a source to a Matroska file that remains playable when it is truncated.
     *
     * @param cameraSound whether the sound of a network camera is recorded, if it has any
     */
    static List<String> record(CaptureSettings settings, CaptureSource source, boolean cameraSound, Path rawFile) {
        List<String> command = new ArrayList<>();
        // Kills ffmpeg when the recorder is killed.
        command.addAll(List.of("setpriv", "--pdeathsig", "KILL", "--"));
        command.addAll(List.of(settings.ffmpeg(), "-hide_banner", "-loglevel", "warning", "-nostats", "-n"));
        switch (source) {
            case Camera camera -> {
                command.addAll(List.of(
                        "-f",
                        "v4l2",
                        "-thread_queue_size",
                        "64",
                        "-i",
                        camera.device().toString()));
                command.addAll(encoderOptions(settings, CAMERA_FRAME_RATE));
            }
            case NetworkCamera camera -> {
                command.addAll(List.of("-rtsp_transport", "tcp", "-timeout", "10000000"));
                // The video is already encoded by the camera; only the sound is converted for MP4.
                command.addAll(
                        cameraSound
                                ? List.of(
                                        "-i",
                                        camera.address().url(),
                                        "-map",
                                        "0:v:0",
                                        "-map",
                                        "0:a:0?",
                                        "-c:v",
                                        "copy",
                                        "-c:a",
                                        "aac")
                                : List.of(
                                        "-allowed_media_types",
                                        "video",
                                        "-i",
                                        camera.address().url(),
                                        "-map",
                                        "0:v:0",
                                        "-c:v",
                                        "copy"));
            }
            case MediaFile media -> {
                command.addAll(List.of("-re", "-stream_loop", "-1", "-i", "file:" + media.file()));
                command.addAll(List.of("-map", "0:v:0", "-map", "0:a:0?"));
                command.addAll(encoderOptions(settings, CAMERA_FRAME_RATE));
                command.addAll(List.of("-c:a", "aac"));
            }
            case TestPattern pattern -> {
                command.addAll(testPatternInputs(settings, pattern));
                command.addAll(encoderOptions(settings, pattern.frameRate()));
                command.addAll(List.of("-c:a", "aac", "-b:a", "48k"));
            }
        }
        // Clusters of one second, flushed immediately: a kill or a power cut loses no more than that.
        command.addAll(List.of("-f", "matroska", "-cluster_time_limit", "1000", "-flush_packets", "1"));
        // Pictures wait no longer than that, in microseconds, for a sound that has stopped.
        command.addAll(List.of("-max_interleave_delta", "1000000", "file:" + rawFile));
        return command;
    }

    private static List<String> testPatternInputs(CaptureSettings settings, TestPattern pattern) {
        String testSource =
                "testsrc2=size=" + pattern.width() + "x" + pattern.height() + ":rate=" + pattern.frameRate();
        String clockOverlay = settings.clockFont()
                .map(font -> ",drawtext=fontfile=" + font
                        + ":text='%{localtime\\:%X}':x=16:y=h-48:fontsize=32:fontcolor=white:box=1:boxcolor=black@0.6")
                .orElse("");
        return List.of(
                "-re",
                "-f",
                "lavfi",
                "-i",
                testSource + clockOverlay,
                "-re",
                "-f",
                "lavfi",
                "-i",
                "sine=frequency=440:sample_rate=44100");
    }

    private static List<String> encoderOptions(CaptureSettings settings, int frameRate) {
        List<String> options = new ArrayList<>(List.of("-c:v", settings.videoEncoder()));
        if (settings.videoEncoder().equals("libx264")) {
            // No lookahead: buffered frames would be lost in a crash.
            options.addAll(List.of("-preset", "ultrafast", "-tune", "zerolatency"));
        }
        options.addAll(List.of("-pix_fmt", "yuv420p", "-g", Integer.toString(frameRate * KEY_FRAME_INTERVAL_SECONDS)));
        return options;
    }

    /**
     * Copies the streams of a raw recording to an MP4 file with its index at the start.
     *
     * @param length copies only that much from the start; empty: everything
     */
    static List<String> remux(CaptureSettings settings, Path rawFile, Path target, Optional<Duration> length) {
        List<String> command = new ArrayList<>(List.of(
                settings.ffmpeg(), "-hide_banner", "-loglevel", "error", "-nostdin", "-y", "-i", "file:" + rawFile));
        length.ifPresent(limit ->
                command.addAll(List.of("-t", String.format(Locale.ROOT, "%.3f", limit.toMillis() / 1000.0))));
        command.addAll(List.of("-map", "0", "-c", "copy", "-movflags", "+faststart", "-f", "mp4", "file:" + target));
        return command;
    }

    /** Reads the format, duration and streams of a file. */
    static List<String> probe(CaptureSettings settings, Path video) {
        return List.of(
                settings.ffprobe(),
                "-v",
                "error",
                "-show_entries",
                "format=format_name,duration:stream=codec_type",
                "-of",
                "json",
                "file:" + video);
    }

    /** Decodes the last seconds, which detects truncated files. */
    static List<String> decodeLastSeconds(CaptureSettings settings, Path video) {
        return List.of(
                settings.ffmpeg(),
                "-hide_banner",
                "-loglevel",
                "error",
                "-nostdin",
                "-sseof",
                "-3",
                "-i",
                "file:" + video,
                "-map",
                "0:v:0",
                "-f",
                "null",
                "-");
    }
}
