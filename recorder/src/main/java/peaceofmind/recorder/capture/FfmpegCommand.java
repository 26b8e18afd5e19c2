// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import peaceofmind.recorder.capture.CaptureSource.Camera;
import peaceofmind.recorder.capture.CaptureSource.MediaFile;
import peaceofmind.recorder.capture.CaptureSource.NetworkCamera;
import peaceofmind.recorder.capture.CaptureSource.TestPattern;

/** Builds command lines for ffmpeg and ffprobe. */
final class FfmpegCommand {

    static final int SAMPLE_WIDTH = 64;
    static final int SAMPLE_HEIGHT = 36;

    private static final int FILE_FRAME_RATE = 25;

    /**
     * A cluster reaches the file when it is complete: the first picture as late as that, and a kill or a power cut loses no more. Its
     * header takes about 20 bytes.
     */
    private static final String CLUSTER_MILLISECONDS = "250";

    /** Players can start at key frames, and a truncation loses at most the frames since the last one. */
    private static final int KEY_FRAME_INTERVAL_SECONDS = 2;

    /**
     * For {@link #NEXT_TIME}: 0 the average step so far, 1 whether it is known, 2 the usual step, 3 the largest one that is believed, at
     * least 10 s. In ratios: what {@code TB} says is not the unit of the times in ffmpeg 5.
     */
    private static final String USUAL_STEP = "st(0,(PREV_OUTDTS-STARTDTS)/max(N-1,1));"
            + "st(1,gt(N,1)*not(eq(STARTDTS,NOPTS))*gt(ld(0),1));"
            + "st(2,max(DURATION,if(ld(1),ld(0),1)));"
            + "st(3,if(gt(N,25)*ld(1),600*ld(0),10/TB));";

    /** The decoding time of a packet: as much after the last one as the camera says, if that is possible, or else the usual step. */
    private static final String NEXT_TIME = "if(eq(PREV_OUTDTS,NOPTS),if(eq(DTS,NOPTS),PTS,DTS),PREV_OUTDTS"
            + "+if(gt(DTS,PREV_INDTS)*lte(DTS-PREV_INDTS,ld(3)),DTS-PREV_INDTS,ld(2)))";

    /**
     * Makes the time continuous when a camera's clock jumps, stands still or runs backwards: 20 s of pictures must not become a video of 67
     * minutes, or of one picture. A real pause of more than 10 s ends the recording anyway. Pictures that are sent in another order than
     * they are shown are not far from each other.
     */
    private static final String CONTINUOUS_TIME = "setts=dts='" + USUAL_STEP + NEXT_TIME + "':pts='" + USUAL_STEP
            + "if(eq(PTS,NOPTS)," + NEXT_TIME + ",clip(PTS-DTS,-25*ld(2),50*ld(2))+" + NEXT_TIME + ")'";

    private FfmpegCommand() {}

    /**
     * Records a source to a Matroska file that remains playable when it is truncated.
     *
     * @param sound as far as it {@linkplain SoundSource#isOptionalFor applies} to the source
     */
    static List<String> record(CaptureSettings settings, CaptureSource source, SoundSource sound, Path rawFile) {
        List<String> command = new ArrayList<>();
        // Kills ffmpeg when the recorder is killed.
        command.addAll(List.of("setpriv", "--pdeathsig", "KILL", "--"));
        command.addAll(List.of(settings.ffmpeg(), "-hide_banner", "-loglevel", "warning", "-nostats", "-n"));
        // A pipe takes what is reported in ten minutes; a recorder that hangs for that long is restarted before.
        command.addAll(List.of("-progress", "pipe:1", "-stats_period", ProgressFigures.PERIOD_SECONDS));
        switch (source) {
            case Camera camera -> {
                command.addAll(List.of("-f", "v4l2"));
                command.addAll(camera.format().inputOptions());
                command.addAll(List.of(
                        "-thread_queue_size", "64", "-i", camera.device().toString()));
                command.addAll(soundInput(sound));
                command.addAll(List.of("-map", "0:v:0"));
                command.addAll(
                        camera.format().isEncodedByCamera()
                                ? List.of("-c:v", "copy", "-copyinkf:v")
                                : encoderOptions(settings, camera.format().expectedRate()));
                command.addAll(soundOutput(sound));
            }
            case NetworkCamera camera -> {
                // The rate is not needed for copying, and measuring it would delay the first picture by seconds.
                command.addAll(List.of("-rtsp_transport", "tcp", "-timeout", "10000000", "-fpsprobesize", "0"));
                // Before it records, ffmpeg decodes some pictures of H.264; without this, from the next key frame on,
                // seconds later.
                command.addAll(List.of("-flags", "+output_corrupt"));
                if (!(sound instanceof SoundSource.Own)) {
                    command.addAll(List.of("-allowed_media_types", "video"));
                }
                command.addAll(List.of("-i", camera.address().url()));
                command.addAll(soundInput(sound));
                // The video is already encoded by the camera; only the sound is converted for MP4.
                // From the first picture on: the next key frame can be far away, and finishing skips what precedes it.
                command.addAll(List.of("-map", "0:v:0", "-c:v", "copy", "-copyinkf:v", "-bsf:v", CONTINUOUS_TIME));
                command.addAll(soundOutput(sound));
            }
            case MediaFile media -> {
                command.addAll(List.of("-re", "-stream_loop", "-1", "-i", "file:" + media.file()));
                command.addAll(List.of("-map", "0:v:0", "-map", "0:a:0?"));
                command.addAll(encoderOptions(settings, FILE_FRAME_RATE));
                command.addAll(List.of("-c:a", "aac"));
            }
            case TestPattern pattern -> {
                command.addAll(testPatternInputs(settings, pattern));
                command.addAll(encoderOptions(settings, pattern.frameRate()));
                command.addAll(List.of("-c:a", "aac", "-b:a", "48k"));
            }
        }
        command.addAll(List.of("-f", "matroska", "-cluster_time_limit", CLUSTER_MILLISECONDS, "-flush_packets", "1"));
        // Pictures wait no longer than that, in microseconds, for a sound that has stopped.
        command.addAll(List.of("-max_interleave_delta", "1000000", "file:" + rawFile));
        return command;
    }

    private static List<String> soundInput(SoundSource sound) {
        return switch (sound) {
            case SoundSource.None _, SoundSource.Own _ -> List.of();
            case SoundSource.Device device ->
                List.of("-f", device.format(), "-thread_queue_size", "1024", "-i", device.input());
        };
    }

    /** Of a camera. Its sound is optional: many announce none. */
    private static List<String> soundOutput(SoundSource sound) {
        return switch (sound) {
            case SoundSource.None _ -> List.of();
            case SoundSource.Own _ -> List.of("-map", "0:a:0?", "-c:a", "aac", "-bsf:a", CONTINUOUS_TIME);
            case SoundSource.Device _ -> List.of("-map", "1:a:0", "-c:a", "aac", "-b:a", "64k");
        };
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
        options.addAll(settings.rateControl().options());
        options.addAll(List.of(
                "-vf",
                FinishCommand.EVEN_SIZE,
                "-pix_fmt",
                "yuv420p",
                "-g",
                Integer.toString(frameRate * KEY_FRAME_INTERVAL_SECONDS)));
        return options;
    }

    /**
     * Writes the luma of a picture (0 black to 255, {@link #SAMPLE_WIDTH} × {@link #SAMPLE_HEIGHT} bytes) to standard output, and how loud
     * the sound beside it is to standard error. Single pixels instead of averages: they have the sensor's noise, by which a picture that
     * stands still differs from a camera that does.
     */
    static List<String> sample(CaptureSettings settings, LatestPicture picture) {
        List<String> command = decodePicture(settings, picture, "info");
        command.addAll(List.of(
                "-vf",
                "scale=" + SAMPLE_WIDTH + ":" + SAMPLE_HEIGHT + ":flags=neighbor,format=gray",
                "-f",
                "rawvideo",
                "pipe:1"));
        if (picture.hasSound()) {
            command.addAll(List.of("-map", "0:a:0", "-af", "volumedetect", "-f", "null", "-"));
        }
        return command;
    }

    /** Writes a picture as JPEG to standard output, at most {@code maxWidth} pixels wide. */
    static List<String> jpeg(CaptureSettings settings, LatestPicture picture, int maxWidth) {
        List<String> command = decodePicture(settings, picture, "error");
        command.addAll(List.of(
                "-vf",
                "scale='min(" + maxWidth + ",iw)':-2",
                "-c:v",
                "mjpeg",
                "-q:v",
                "5",
                "-f",
                "image2pipe",
                "pipe:1"));
        return command;
    }

    /** With a low priority, since the recording needs the processor; with the lowest, it would never finish beside a busy program. */
    private static List<String> decodePicture(CaptureSettings settings, LatestPicture picture, String logLevel) {
        return new ArrayList<>(List.of(
                "nice",
                "-n",
                "10",
                settings.ffmpeg(),
                "-hide_banner",
                "-nostats",
                "-nostdin",
                "-loglevel",
                logLevel,
                "-threads",
                "1",
                "-f",
                "matroska",
                "-i",
                picture.inputUrl(),
                "-map",
                "0:v:0",
                "-frames:v",
                "1"));
    }

    /** Reads the format, duration and streams of a file. */
    static List<String> probe(CaptureSettings settings, Path video) {
        return List.of(
                settings.ffprobe(),
                "-v",
                "error",
                "-show_entries",
                "format=format_name,duration:stream=codec_type,codec_name,pix_fmt",
                "-of",
                "json",
                "file:" + video);
    }

    /** Decodes the last seconds, which detects truncated files. */
    static List<String> decodeLastSeconds(CaptureSettings settings, Path video) {
        return decode(settings, List.of("-sseof", "-3", "-i", "file:" + video));
    }

    /** For a file whose length is unknown. */
    static List<String> decodeFirstSeconds(CaptureSettings settings, Path video) {
        return decode(settings, List.of("-t", "3", "-i", "file:" + video));
    }

    private static List<String> decode(CaptureSettings settings, List<String> input) {
        List<String> command =
                new ArrayList<>(List.of(settings.ffmpeg(), "-hide_banner", "-loglevel", "error", "-nostdin"));
        command.addAll(input);
        command.addAll(List.of("-map", "0:v:0", "-f", "null", "-"));
        return command;
    }
}
