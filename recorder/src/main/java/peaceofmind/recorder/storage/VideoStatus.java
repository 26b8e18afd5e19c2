package peaceofmind.recorder.storage;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Where a video is on its way: the words of the column {@code status}, and the folder that holds its file. */
public enum VideoStatus {
    /** Waits for its upload. */
    PENDING("pending"),
    /** Is being uploaded; its file stays where it was. */
    IN_PROGRESS("pending"),
    /** Was uploaded. */
    COMPLETED("uploaded"),
    /** Its upload failed for good. */
    FAILED("failed"),
    /** Did not pass validation. */
    CORRUPTED("corrupted");

    private final String folder;

    VideoStatus(String folder) {
        this.folder = folder;
    }

    /** Name of the folder below the storage's root. */
    public String folder() {
        return folder;
    }

    /** As it stands in the database. */
    public String columnValue() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Empty for a word that is none of ours. */
    public static Optional<VideoStatus> fromColumnValue(String value) {
        return Stream.of(values())
                .filter(status -> status.columnValue().equals(value))
                .findFirst();
    }
}
