package peaceofmind.recorder.storage;

/** What the free space allows; worse ones come later. */
public enum FreeSpaceLevel {
    /** It can't be told. */
    UNKNOWN,
    OK,
    /** People should know. */
    WARN,
    /** No recording may begin. */
    REFUSE,
    /** Even a running recording must end. */
    STOP
}
