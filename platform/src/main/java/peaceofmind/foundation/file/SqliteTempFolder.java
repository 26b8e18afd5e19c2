package peaceofmind.foundation.file;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where SQLite's driver unpacks its native library: not in /tmp, which may forbid to execute. */
public final class SqliteTempFolder {

    private SqliteTempFolder() {}

    /**
     * Prepares the folder and tells the driver; to be called before its first use.
     *
     * @param folder of this process alone: what an earlier one that was killed left there is removed
     */
    public static void prepare(Path folder) throws IOException {
        Files.createDirectories(folder);
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(folder, "sqlite-*-libsqlitejdbc.so*")) {
            for (Path file : leftovers) {
                Files.delete(file);
            }
        }
        System.setProperty("org.sqlite.tmpdir", folder.toString());
    }
}
