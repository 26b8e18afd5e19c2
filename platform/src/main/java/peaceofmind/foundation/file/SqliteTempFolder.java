// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.file;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Where SQLite's driver unpacks its native library: not in /tmp, which can be mounted noexec. */
public final class SqliteTempFolder {

    private SqliteTempFolder() {}

    /**
     * Prepares the folder and sets it as the driver's. Call it before the driver is first used.
     *
     * @param folder used by this process only: files left there by a killed predecessor are removed
     */
    public static void prepare(Path folder) throws IOException {
        Files.createDirectories(folder);
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(folder, "sqlite-*-libsqlitejdbc.so*")) {
            for (Path file : leftovers) {
                // Not a folder of that name, which is none of the driver's.
                if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    Files.delete(file);
                }
            }
        }
        System.setProperty("org.sqlite.tmpdir", folder.toString());
    }
}
