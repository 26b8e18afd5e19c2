// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.update;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Releases in a folder, such as a mounted share or a USB stick. */
record FolderFetcher(Path folder) implements ArchiveReleases.Fetcher {

    private static final long MAX_SMALL_FILE_BYTES = 1_000_000;

    @Override
    public byte[] read(String name) throws IOException {
        Path file = folder.resolve(name);
        checkRegular(file);
        try {
            if (Files.size(file) > MAX_SMALL_FILE_BYTES) {
                throw new IOException(file + " is too large: more than " + MAX_SMALL_FILE_BYTES + " bytes");
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException absent) {
            throw new IOException(
                    "no such file: " + file + "; releases need it (sha256sum *.tar.gz > SHA256SUMS)", absent);
        }
    }

    @Override
    public void download(String name, Path target) throws IOException {
        Path file = folder.resolve(name);
        checkRegular(file);
        long limit = FreeDisk.maxBytesIn(target);
        if (Files.size(file) > limit) {
            throw new IOException(file + " is too large: more than " + limit + " bytes");
        }
        Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
    }

    /** A pipe on somebody's USB stick would keep the update waiting, and a device would fill the disk. */
    private static void checkRegular(Path file) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new IOException(file + " is not a regular file");
        }
    }
}
