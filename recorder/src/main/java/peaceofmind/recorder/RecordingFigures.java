// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder;

import java.time.Duration;
import java.util.Optional;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.recorder.capture.CaptureFigures;
import peaceofmind.recorder.check.PictureFindings;

/**
 * How the recording proceeds and what is in it, for the heartbeat.
 *
 * @param capture of the running recording
 * @param findings of the checks, also while nothing is being recorded
 */
record RecordingFigures(CaptureFigures capture, PictureFindings findings) {

    static final RecordingFigures UNKNOWN = new RecordingFigures(CaptureFigures.UNKNOWN, PictureFindings.UNKNOWN);

    /** What is unknown is omitted. */
    void addTo(Json.ObjectBuilder json) {
        capture.frameRate().ifPresent(rate -> json.put("frame_rate", rounded(rate, 10)));
        capture.encoderSpeed().ifPresent(speed -> json.put("encoder_speed", rounded(speed, 100)));
        json.put("frames_dropped", capture.framesDropped());
        findings.soundLevel().ifPresent(level -> json.put("audio_level_dbfs", rounded(level, 1)));
        addSeconds(json, "audio_silent_seconds", findings.silentFor());
        addSeconds(json, "picture_black_seconds", findings.blackFor());
        addSeconds(json, "picture_frozen_seconds", findings.frozenFor());
    }

    private static void addSeconds(Json.ObjectBuilder json, String name, Optional<Duration> duration) {
        duration.ifPresent(value -> json.put(name, value.toSeconds()));
    }

    /** Digits that only jitter would be shipped with each sample. */
    private static double rounded(double value, int steps) {
        return (double) Math.round(value * steps) / steps;
    }
}
