// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import java.util.Locale;

/** The result of validation: the values of the column {@code quality}. */
public enum VideoQuality {
    VALID,
    /** It can't be decoded, or has no video stream or no duration. */
    CORRUPTED,
    /** Smaller than 1 kB or shorter than a second. */
    TOO_SMALL,
    /** Another file format. */
    INVALID_FORMAT;

    /** The value in the database. */
    public String columnValue() {
        return name().toLowerCase(Locale.ROOT);
    }
}
