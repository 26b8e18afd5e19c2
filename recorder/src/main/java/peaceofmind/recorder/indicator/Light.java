package peaceofmind.recorder.indicator;

/** The lights of the recorder's panel. */
public enum Light {
    /** It is starting. */
    WHITE,
    /** Ready to record. */
    GREEN,
    /** It records. */
    BLUE,
    /** It is busy with a video, or the recording ends soon. */
    ORANGE,
    /** It can't do its work; the log and the heartbeat say why. */
    RED
}
