// SPDX-License-Identifier: Apache-2.0
package peaceofmind.heartbeat;

import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.OptionalInt;

/**
 * Identifies a version of a file.
 *
 * @param contentHash empty when the content could not be read
 */
record FileStamp(FileTime modified, long size, OptionalInt contentHash) {

    static FileStamp of(BasicFileAttributes attributes) {
        return new FileStamp(attributes.lastModifiedTime(), attributes.size(), OptionalInt.empty());
    }

    FileStamp withContent(byte[] content) {
        return new FileStamp(modified, content.length, OptionalInt.of(Arrays.hashCode(content)));
    }

    /** Whether the file was written in between, even if the wall clock jumped. */
    boolean differsFrom(FileStamp other) {
        boolean contentDiffers =
                contentHash.isPresent() && other.contentHash.isPresent() && !contentHash.equals(other.contentHash);
        return !modified.equals(other.modified) || size != other.size || contentDiffers;
    }
}
