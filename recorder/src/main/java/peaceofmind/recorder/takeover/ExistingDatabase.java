// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.takeover;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import peaceofmind.foundation.log.ErrorText;

/**
 * The existing recorder's database. It is copied first, and the copy read: SQLite then completes what a crash left without writing to the
 * existing recorder's folder.
 */
final class ExistingDatabase {

    static final String FILE = "video_metadata.db";

    /** SQLite's own files beside it. */
    static final Set<String> SIDECARS = Set.of(FILE + "-wal", FILE + "-shm", FILE + "-journal");

    private ExistingDatabase() {}

    /**
     * Reads every row of the table {@code videos}, oldest first; none if there is no database.
     *
     * @param copies an empty folder that nobody else can read
     */
    static List<ExistingRow> read(ExistingFiles source, Set<String> files, Path copies) throws TakeoverException {
        if (!files.contains(FILE)) {
            return List.of();
        }
        Path original = source.root().resolve(FILE);
        try {
            for (String name : files) {
                // Not the index of the log, which SQLite makes again.
                if (name.equals(FILE) || name.equals(FILE + "-wal") || name.equals(FILE + "-journal")) {
                    copy(source, Path.of(name), copies.resolve(name));
                }
            }
            return rows(copies.resolve(FILE));
        } catch (IOException failure) {
            throw new TakeoverException(original + " cannot be read: " + ErrorText.of(failure), failure);
        } catch (SQLException damaged) {
            throw new TakeoverException(
                    original + " is damaged (" + ErrorText.of(damaged)
                            + "): nothing was taken over. Move it out of that"
                            + " folder to take over the videos without their rows",
                    damaged);
        }
    }

    private static void copy(ExistingFiles source, Path file, Path target) throws IOException {
        try (SeekableByteChannel from = source.read(file);
                FileChannel to = FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
            while (from.read(buffer.clear()) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
            }
        }
    }

    private static List<ExistingRow> rows(Path database) throws SQLException, IOException {
        if (Files.size(database) == 0) {
            throw new SQLException("it is empty");
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            try (ResultSet check = statement.executeQuery("PRAGMA quick_check(1)")) {
                if (!check.next() || !"ok".equals(check.getString(1))) {
                    throw new SQLException("its check found damage");
                }
            }
            List<ExistingRow> rows = new ArrayList<>();
            try (ResultSet found = statement.executeQuery("SELECT * FROM videos ORDER BY id")) {
                while (found.next()) {
                    rows.add(new ExistingRow(values(found)));
                }
            }
            return rows;
        }
    }

    private static Map<String, Object> values(ResultSet row) throws SQLException {
        ResultSetMetaData columns = row.getMetaData();
        Map<String, Object> values = new LinkedHashMap<>();
        for (int column = 1; column <= columns.getColumnCount(); column++) {
            String name = columns.getColumnName(column);
            Optional.ofNullable(row.getObject(column)).ifPresent(value -> values.put(name, value));
        }
        return values;
    }
}
