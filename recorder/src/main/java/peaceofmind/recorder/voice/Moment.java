// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.voice;

import java.util.Locale;

/** What is announced, each with its text unless another one is configured. Their names are those of the existing recorder's messages. */
public enum Moment {
    SYSTEM_READY("Ready to record"),
    SYSTEM_ERROR("Recording is not possible"),
    ERROR_RECOVERED("The error is gone. Ready to record"),
    RECORDING_START("Recording"),
    RECORDING_STOP("Recording finished"),
    RECORDING_EXTENDED("More time. The recording continues"),
    ONE_MINUTE_WARNING("One minute left"),
    NETWORK_DISCONNECTED("No internet connection"),
    NETWORK_RESTORED("The internet connection is back");

    private final String defaultText;

    Moment(String defaultText) {
        this.defaultText = defaultText;
    }

    String defaultText() {
        return defaultText;
    }

    /** The name of its key in the configuration, and of its WAV file without {@code .wav}. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
