// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** The key {@code recorder.storage}, for those who read what the recorder stores. */
public final class StorageFolderKey {

    private static final Path DEFAULT = Path.of("/var/lib/recorder");

    private StorageFolderKey() {}

    /** As configured for the recorder; what is not a path is the recorder's to report, and taken for the default. */
    public static Path of(ConfigDocument document) {
        try {
            return document.peek("recorder", "storage").map(Path::of).orElse(DEFAULT);
        } catch (InvalidPathException invalid) {
            return DEFAULT;
        }
    }
}
