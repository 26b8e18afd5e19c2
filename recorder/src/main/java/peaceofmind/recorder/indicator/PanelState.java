// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.indicator;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import peaceofmind.recorder.service.RecorderState;

/** What the green, orange and red lights show, each with its pattern. */
public enum PanelState {
    BOOTING("W-x"),
    READY("G"),
    RECORDING("G-x"),
    /** At most two minutes of the recording are left. */
    ENDS_IN_120("G-x-G-x-G-x-G-x-G-x-O-x"),
    ENDS_IN_60("G-x-O-x"),
    ENDS_IN_30("O-x"),
    /** A recording is being made into a video. */
    PROCESSING("O"),
    ERROR("R-x");

    private static final Duration FIRST_WARNING = Duration.ofMinutes(2);
    private static final Duration SECOND_WARNING = Duration.ofMinutes(1);
    private static final Duration LAST_WARNING = Duration.ofSeconds(30);

    private final String defaultPattern;

    PanelState(String defaultPattern) {
        this.defaultPattern = defaultPattern;
    }

    /**
     * The state that the lights show.
     *
     * @param remaining of the recording; empty without one
     */
    public static PanelState of(RecorderState state, Optional<Duration> remaining) {
        return switch (state) {
            case BOOTING -> BOOTING;
            case READY -> READY;
            case RECORDING -> remaining.map(PanelState::whileRecording).orElse(RECORDING);
            case PROCESSING -> PROCESSING;
            case ERROR -> ERROR;
        };
    }

    private static PanelState whileRecording(Duration remaining) {
        if (remaining.compareTo(LAST_WARNING) <= 0) {
            return ENDS_IN_30;
        } else if (remaining.compareTo(SECOND_WARNING) <= 0) {
            return ENDS_IN_60;
        }
        return remaining.compareTo(FIRST_WARNING) <= 0 ? ENDS_IN_120 : RECORDING;
    }

    /** The name of its key in the configuration. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** As in the configuration. */
    String defaultPattern() {
        return defaultPattern;
    }
}
