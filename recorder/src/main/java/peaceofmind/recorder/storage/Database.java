// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import peaceofmind.foundation.file.DurableFile;
import peaceofmind.foundation.log.ErrorText;

/**
 * The SQLite file: schema, transactions, and statements with their arguments. It is opened when it is first used. A file that turns out
 * to be damaged, or is gone, is replaced by an empty one, and what was asked of it is repeated: footage is worth more than its rows,
 * which {@link Adoption} restores from the files. Not thread-safe except for {@link #rowsMissing} and
 * {@link #statements}.
 */
final class Database implements AutoCloseable {

    private static final int BUSY_TIMEOUT_MILLIS = 5000;

    /** What SQLite reports for a file that is not its own any more. The tables exist since the file was opened. */
    private static final List<String> DAMAGE =
            List.of("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_IOERR_SHORT_READ", "found damage", "no such table");

    private static final List<String> SCHEMA = List.of(
            """
            CREATE TABLE IF NOT EXISTS videos (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                filename TEXT UNIQUE NOT NULL,
                filepath TEXT NOT NULL,
                created_at TEXT NOT NULL,
                updated_at TEXT NOT NULL,
                duration_seconds INTEGER,
                file_size_bytes INTEGER,
                status TEXT NOT NULL,
                upload_attempts INTEGER DEFAULT 0,
                last_upload_attempt TEXT,
                upload_error TEXT,
                youtube_url TEXT,
                quality TEXT DEFAULT 'valid',
                validation_error TEXT
            )""",
            "CREATE INDEX IF NOT EXISTS idx_status ON videos(status)",
            "CREATE INDEX IF NOT EXISTS idx_created_at ON videos(created_at)",
            "CREATE TABLE IF NOT EXISTS counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL)",
            "CREATE TABLE IF NOT EXISTS upload_results (finished_at TEXT NOT NULL, ok INTEGER NOT NULL)",
            """
            CREATE TABLE IF NOT EXISTS target_uploads (
                video_id INTEGER NOT NULL,
                target TEXT NOT NULL,
                state TEXT NOT NULL,
                attempts INTEGER NOT NULL DEFAULT 0,
                last_attempt TEXT,
                error TEXT,
                reference TEXT,
                session TEXT,
                session_offset INTEGER,
                session_bytes INTEGER,
                PRIMARY KEY (video_id, target)
            )""");

    private final Path file;
    private final List<String> notices = new ArrayList<>();
    private Optional<Connection> connection = Optional.empty();
    private final AtomicLong statements = new AtomicLong();
    private volatile boolean rowsMissing = true;

    Database(Path file) {
        this.file = file;
    }

    /** Whether files may have no row: after the start, and after the database was replaced. For any thread. */
    boolean rowsMissing() {
        return rowsMissing;
    }

    /** The files are being compared with the rows. */
    void clearRowsMissing() {
        rowsMissing = false;
    }

    /** What has happened to the file since the last call, for the log. */
    List<String> takeNotices() {
        List<String> taken = List.copyOf(notices);
        notices.clear();
        return taken;
    }

    /** Opens the file if that is not done yet, has SQLite check it, and creates missing tables. */
    private Connection connection() throws SQLException {
        if (connection.isPresent() && isEmptyOrGone()) {
            throw new SQLException("the file is gone or empty: the check of the database found damage");
        }
        if (connection.isEmpty()) {
            connection = Optional.of(connect());
        }
        return connection.get();
    }

    /** SQLite does not notice it, and would continue to write to a file without a name. Not opened: that would end SQLite's own locks. */
    private boolean isEmptyOrGone() {
        return file.toFile().length() == 0;
    }

    private Connection connect() throws SQLException {
        rowsMissing = rowsMissing || !Files.exists(file);
        Connection opened = DriverManager.getConnection("jdbc:sqlite:" + file);
        try (Statement statement = opened.createStatement()) {
            statement.execute("PRAGMA busy_timeout = " + BUSY_TIMEOUT_MILLIS);
            // Readers and the recorder never block each other.
            statement.execute("PRAGMA journal_mode = WAL");
            // Commits survive a power cut.
            statement.execute("PRAGMA synchronous = FULL");
            try (ResultSet quickCheck = statement.executeQuery("PRAGMA quick_check(1)")) {
                if (!quickCheck.next() || !"ok".equals(quickCheck.getString(1))) {
                    throw new SQLException("the check of the database found damage");
                }
            }
            for (String sql : SCHEMA) {
                statement.execute(sql);
            }
            return opened;
        } catch (SQLException damaged) {
            opened.close();
            throw damaged;
        }
    }

    /** Something that the database is asked for. */
    private interface Request<T> {
        T run(Connection connection) throws SQLException;
    }

    private <T> T replacingDamaged(Request<T> request) throws SQLException {
        try {
            return request.run(connection());
        } catch (SQLException failure) {
            if (!isDamage(failure)) {
                throw failure;
            }
            replace(failure);
            return request.run(connection());
        }
    }

    private void replace(SQLException damage) throws SQLException {
        close();
        rowsMissing = true;
        try {
            for (String suffix : List.of("-wal", "-shm")) {
                Path sidecar = file.resolveSibling(file.getFileName() + suffix);
                if (Files.exists(sidecar)) {
                    DurableFile.moveAside(sidecar);
                }
            }
            String place = Files.exists(file)
                    ? "; the old one is now " + DurableFile.moveAside(file).getFileName()
                    : "";
            notices.add("the database was damaged (" + ErrorText.of(damage) + ") and is rebuilt" + place);
        } catch (IOException failure) {
            throw new SQLException("the damaged database can't be replaced: " + ErrorText.of(failure), failure);
        }
    }

    private static boolean isDamage(SQLException problem) {
        String message = String.valueOf(problem.getMessage());
        return DAMAGE.stream().anyMatch(message::contains);
    }

    /** Reads one row. */
    interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** The changes of one transaction. */
    interface Work {
        void run() throws SQLException;
    }

    <T> List<T> query(RowReader<T> reader, String sql, @Nullable Object... arguments) throws SQLException {
        return replacingDamaged(current -> {
            try (PreparedStatement statement = prepare(current, sql, arguments);
                    ResultSet rows = statement.executeQuery()) {
                List<T> found = new ArrayList<>();
                while (rows.next()) {
                    found.add(reader.read(rows));
                }
                return found;
            }
        });
    }

    /** Only within a transaction. */
    int update(String sql, @Nullable Object... arguments) throws SQLException {
        try (PreparedStatement statement = prepare(connection(), sql, arguments)) {
            return statement.executeUpdate();
        }
    }

    /** Programs that read the table by the names of its other columns notice nothing. Only within a transaction. */
    void addMissingTextColumn(String table, String column) throws SQLException {
        boolean exists;
        try (PreparedStatement statement =
                        prepare(connection(), "SELECT 1 FROM pragma_table_info(?) WHERE name = ?", table, column);
                ResultSet rows = statement.executeQuery()) {
            exists = rows.next();
        }
        if (!exists) {
            update("ALTER TABLE " + table + " ADD COLUMN " + column + " TEXT");
        }
    }

    /** Number of statements so far. For any thread. */
    long statements() {
        return statements.get();
    }

    private PreparedStatement prepare(Connection connection, String sql, @Nullable Object... arguments)
            throws SQLException {
        statements.incrementAndGet();
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < arguments.length; i++) {
            statement.setObject(i + 1, arguments[i]);
        }
        return statement;
    }

    void transaction(Work work) throws SQLException {
        replacingDamaged(current -> {
            current.setAutoCommit(false);
            try {
                work.run();
                current.commit();
                return true;
            } catch (SQLException | RuntimeException failed) {
                rollBack(current, failed);
                throw failed;
            } finally {
                current.setAutoCommit(true);
            }
        });
    }

    private static void rollBack(Connection connection, Exception cause) {
        try {
            connection.rollback();
        } catch (SQLException damaged) {
            // The cause says more.
            cause.addSuppressed(damaged);
        }
    }

    /** Closes the file; the next use opens it again. A failure is ignored: all commits are on the disk. */
    @Override
    public void close() {
        try {
            if (connection.isPresent()) {
                connection.get().close();
            }
        } catch (SQLException failure) {
            notices.add("the database could not be closed: " + ErrorText.of(failure));
        } finally {
            connection = Optional.empty();
        }
    }
}
