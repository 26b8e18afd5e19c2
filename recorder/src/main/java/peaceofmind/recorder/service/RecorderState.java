// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.service;

import java.util.Locale;

/** What the recorder is doing: the values of the heartbeat's {@code state}. */
public enum RecorderState {
    BOOTING,
    READY,
    RECORDING,
    /** A recording has stopped and is being made into a video. */
    PROCESSING,
    /** Alive but unable to work; recovers automatically when the cause is gone. */
    ERROR;

    /** The value in the heartbeat. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
