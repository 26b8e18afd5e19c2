// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.takeover;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the existing recorder's folder that is no folder.
 *
 * @param path relative to that folder
 * @param key device and inode
 */
record SourceFile(
        Path path,
        Type type,
        long bytes,
        Instant modifiedAt,
        @Nullable Object key) {

    private static final Set<String> VIDEO_EXTENSIONS = Set.of("mp4", "mkv", "avi", "mov", "webm", "flv", "wmv");

    enum Type {
        REGULAR,
        LINK,
        /** A pipe, a socket or a device. */
        SPECIAL
    }

    String name() {
        return String.valueOf(path.getFileName());
    }

    /** The name of its folder below the storage; empty for the storage itself. */
    String folder() {
        Path parent = path.getParent();
        return parent == null ? "" : parent.toString();
    }

    boolean isVideo() {
        String name = name();
        String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return !name.startsWith(".") && VIDEO_EXTENSIONS.contains(extension);
    }
}
