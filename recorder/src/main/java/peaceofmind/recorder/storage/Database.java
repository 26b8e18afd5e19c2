package peaceofmind.recorder.storage;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The SQLite file: schema, transactions, and statements with their arguments. Not thread-safe. */
final class Database implements AutoCloseable {

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
            "CREATE TABLE IF NOT EXISTS upload_results (finished_at TEXT NOT NULL, ok INTEGER NOT NULL)");

    private final Connection connection;

    private Database(Connection connection) {
        this.connection = connection;
    }

    /** Opens the file, has SQLite check it, and creates missing tables. */
    static Database open(Path file) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 5000");
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
            return new Database(connection);
        } catch (SQLException damaged) {
            connection.close();
            throw damaged;
        }
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
        try (PreparedStatement statement = prepare(sql, arguments);
                ResultSet rows = statement.executeQuery()) {
            List<T> found = new ArrayList<>();
            while (rows.next()) {
                found.add(reader.read(rows));
            }
            return found;
        }
    }

    int update(String sql, @Nullable Object... arguments) throws SQLException {
        try (PreparedStatement statement = prepare(sql, arguments)) {
            return statement.executeUpdate();
        }
    }

    private PreparedStatement prepare(String sql, @Nullable Object... arguments) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < arguments.length; i++) {
            statement.setObject(i + 1, arguments[i]);
        }
        return statement;
    }

    void transaction(Work work) throws SQLException {
        connection.setAutoCommit(false);
        try {
            work.run();
            connection.commit();
        } catch (SQLException | RuntimeException failed) {
            connection.rollback();
            throw failed;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
