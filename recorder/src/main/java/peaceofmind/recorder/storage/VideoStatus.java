// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.storage;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The status of a video: the values of the column {@code status}, each with the folder of its files. */
public enum VideoStatus {
    /** Waiting to be uploaded. */
    PENDING("pending"),
    /** Being uploaded; its file stays in the folder of pending ones. */
    IN_PROGRESS("pending"),
    /** Uploaded. */
    COMPLETED("uploaded"),
    /** Its upload failed several times, and is retried more and more rarely. */
    FAILED("failed"),
    /** Failed validation. */
    CORRUPTED("corrupted");

    private final String folder;

    VideoStatus(String folder) {
        this.folder = folder;
    }

    /** Name of the folder below the storage's root. */
    public String folder() {
        return folder;
    }

    /** The value in the database. */
    public String columnValue() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Empty for an unknown value. */
    public static Optional<VideoStatus> fromColumnValue(String value) {
        return Stream.of(values())
                .filter(status -> status.columnValue().equals(value))
                .findFirst();
    }
}
