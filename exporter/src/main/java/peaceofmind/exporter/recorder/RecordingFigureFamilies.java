// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.recorder;

import java.util.ArrayList;
import java.util.List;
import peaceofmind.metrics.Family;

/** How the recording proceeds and what is in it, as far as the heartbeat says it. */
final class RecordingFigureFamilies {

    private record Gauge(String member, String name, String help) {}

    private static final List<Gauge> GAUGES = List.of(
            new Gauge(
                    "frame_rate",
                    "recorder_frame_rate",
                    "Pictures per second that are being recorded; absent while not recording."),
            new Gauge(
                    "encoder_speed",
                    "recorder_encoder_speed_ratio",
                    "Recorded time per time: below 1 the encoder can't keep up; absent while not recording."),
            new Gauge(
                    "audio_level_dbfs",
                    "recorder_audio_level_dbfs",
                    "Mean level of the sound that is being recorded, 0 at most; absent without sound."),
            new Gauge(
                    "audio_silent_seconds",
                    "recorder_audio_silent_seconds",
                    "Recorded time since the last sound; absent unless recorder.check.silent_below is set."),
            new Gauge(
                    "picture_black_seconds",
                    "recorder_picture_black_seconds",
                    "Recorded time since the last picture that was not black; absent when that is not checked."),
            new Gauge(
                    "picture_frozen_seconds",
                    "recorder_picture_frozen_seconds",
                    "Recorded time in which the picture has stood still; absent when that is not checked."));

    private RecordingFigureFamilies() {}

    static List<Family> of(List<CameraStatus> cameras) {
        List<Family> out = new ArrayList<>();
        for (Gauge gauge : GAUGES) {
            CameraStatus.family(
                            gauge.name(),
                            Family.Type.GAUGE,
                            gauge.help(),
                            cameras,
                            camera -> camera.json().number(gauge.member()))
                    .ifPresent(out::add);
        }
        CameraStatus.family(
                        "recorder_frames_dropped_total",
                        Family.Type.COUNTER,
                        "Pictures that ffmpeg has dropped since the recorder started.",
                        cameras,
                        camera -> camera.json()
                                .integer("frames_dropped")
                                .filter(count -> count >= 0)
                                .map(Long::doubleValue))
                .ifPresent(out::add);
        return out;
    }
}
