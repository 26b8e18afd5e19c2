package peaceofmind.recorder.service;

import java.util.Locale;

/** What the recorder is doing: the words of the heartbeat's {@code state}. */
public enum RecorderState {
    BOOTING,
    READY,
    RECORDING,
    /** A recording has ended and becomes a video. */
    PROCESSING,
    /** Alive, and unable to do its work; recovers by itself when the cause is gone. */
    ERROR;

    /** As it stands in the heartbeat. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
