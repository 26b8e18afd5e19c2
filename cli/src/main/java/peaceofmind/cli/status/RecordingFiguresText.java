// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.status;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import peaceofmind.cli.terminal.HumanFormat;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** How the recording proceeds, and what is in it, as one line. */
final class RecordingFiguresText {

    /** Shorter faults are a picture or two. */
    private static final Duration MIN_FAULT = Duration.ofMinutes(1);

    private static final double MIN_SPEED = 0.95;

    private RecordingFiguresText() {}

    /** Empty when the recorder reports none of it. */
    static String of(JsonObject recorder) {
        List<String> parts = new ArrayList<>();
        recorder.number("frame_rate").ifPresent(rate -> parts.add(format("%.1f pictures per second", rate)));
        recorder.number("encoder_speed")
                .filter(speed -> speed < MIN_SPEED)
                .ifPresent(speed -> parts.add(format("the encoder can't keep up (%.2fx)", speed)));
        recorder.integer("frames_dropped")
                .filter(dropped -> dropped > 0)
                .ifPresent(dropped -> parts.add(dropped + " dropped"));
        recorder.number("audio_level_dbfs").ifPresent(level -> parts.add(format("sound %.0f dB", level)));
        addFault(parts, recorder, "picture_black_seconds", "black for ");
        addFault(parts, recorder, "picture_frozen_seconds", "the picture stands still for ");
        addFault(parts, recorder, "audio_silent_seconds", "silent for ");
        return String.join(", ", parts);
    }

    private static void addFault(List<String> parts, JsonObject recorder, String member, String text) {
        recorder.number(member)
                .map(seconds -> Duration.ofSeconds(seconds.longValue()))
                .filter(length -> length.compareTo(MIN_FAULT) >= 0)
                .ifPresent(length -> parts.add(text + HumanFormat.duration(length)));
    }

    private static String format(String pattern, double value) {
        return String.format(Locale.ROOT, pattern, value);
    }
}
