// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.update;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much an update may write to the disk, whatever its source delivers. */
final class FreeDisk {

    private static final long MAX_BYTES = 4L * 1024 * 1024 * 1024;
    private static final long MIN_FREE_BYTES = 64L * 1024 * 1024;

    private FreeDisk() {}

    /**
     * Limit for a file or a folder, in bytes: 4 GiB, and some of the disk stays free.
     *
     * @param target exists, or its folder does
     */
    static long maxBytesIn(Path target) throws IOException {
        Path existing = Files.exists(target) ? target : target.toAbsolutePath().getParent();
        if (existing == null) {
            throw new IOException(target + " has no folder");
        }
        return Math.max(0, Math.min(MAX_BYTES, Files.getFileStore(existing).getUsableSpace() - MIN_FREE_BYTES));
    }
}
