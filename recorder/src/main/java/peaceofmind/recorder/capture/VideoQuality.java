package peaceofmind.recorder.capture;

import java.util.Locale;

/** What validation says about a video: the words of the column {@code quality}. */
public enum VideoQuality {
    VALID,
    /** It can't be decoded, has no video stream, or no length. */
    CORRUPTED,
    /** Less than 1 kB, or less than a second. */
    TOO_SMALL,
    /** A file of another kind. */
    INVALID_FORMAT;

    /** As it stands in the database. */
    public String columnValue() {
        return name().toLowerCase(Locale.ROOT);
    }
}
