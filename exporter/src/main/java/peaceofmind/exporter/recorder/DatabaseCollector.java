// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.recorder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.collect.Collector;

/**
 * The recorder's video database, opened read-only. Unchanged data costs one pragma: queries run again only when {@code data_version}
 * has changed, or after {@link #MAX_CACHE_AGE}, because the 24-hour window moves. A replaced file is reopened.
 *
 * <p>In WAL mode SQLite shares the database through a {@code -shm} file that the recorder creates. While the recorder is not running, a
 * user without permission to create it opens the database as immutable.
 */
public final class DatabaseCollector implements Collector {

    private static final Duration MAX_CACHE_AGE = Duration.ofMinutes(1);
    private static final int BUSY_TIMEOUT_MILLIS = 100;

    private final Path database;
    private Optional<Connection> connection = Optional.empty();
    private volatile Optional<Statement> statement = Optional.empty();
    private Object openedInode = "";
    private boolean immutable;
    private long cachedVersion = -1;
    private long cachedAtNanos;
    private List<Family> cached = List.of();

    public DatabaseCollector(Path database) {
        this.database = database;
    }

    @Override
    public String name() {
        return "database";
    }

    @Override
    public void cancel() {
        statement.ifPresent(running -> {
            try {
                running.cancel();
            } catch (SQLException alreadyFinished) {
                // The collection is over, as intended.
            }
        });
    }

    @Override
    public Collected collect() throws IOException, SQLException {
        if (!Files.isRegularFile(database)) {
            close();
            throw new IOException(database + " does not exist or is not a file");
        }
        Object inode = Files.getAttribute(database, "unix:ino");
        if (!inode.equals(openedInode) || (immutable && Files.exists(writeAheadLog()))) {
            close();
        }
        try {
            Statement opened = statement.isPresent() ? statement.get() : open(inode);
            long currentVersion = dataVersion(opened);
            if (currentVersion != cachedVersion || System.nanoTime() - cachedAtNanos > MAX_CACHE_AGE.toNanos()) {
                cached = DatabaseQueries.families(opened);
                cachedVersion = currentVersion;
                cachedAtNanos = System.nanoTime();
            }
            return Collected.of(cached);
        } catch (SQLException problem) {
            close();
            throw problem;
        }
    }

    private Statement open(Object inode) throws SQLException {
        openedInode = inode;
        try {
            immutable = false;
            return connect("");
        } catch (SQLException failure) {
            boolean cannotShare = List.of(SQLiteErrorCode.SQLITE_CANTOPEN.code, SQLiteErrorCode.SQLITE_READONLY.code)
                    .contains(failure.getErrorCode() & 0xff);
            if (!cannotShare || Files.exists(writeAheadLog())) {
                throw failure;
            }
            // Nobody has it open, and this user cannot create the files for sharing it: so it does not change either.
            close();
            openedInode = inode;
            immutable = true;
            return connect("?immutable=1");
        }
    }

    private Statement connect(String parameters) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
        // These three characters must be escaped in a URI.
        String uri = database.toString().replace("%", "%25").replace("?", "%3f").replace("#", "%23");
        Connection opened = config.createConnection("jdbc:sqlite:file:" + uri + parameters);
        connection = Optional.of(opened);
        Statement created = opened.createStatement();
        dataVersion(created);
        statement = Optional.of(created);
        return created;
    }

    private Path writeAheadLog() {
        return database.resolveSibling(database.getFileName() + "-wal");
    }

    private static long dataVersion(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("PRAGMA data_version")) {
            row.next();
            return row.getLong(1);
        }
    }

    private void close() throws SQLException {
        Optional<Connection> old = connection;
        connection = Optional.empty();
        statement = Optional.empty();
        openedInode = "";
        cachedVersion = -1;
        cached = List.of();
        if (old.isPresent()) {
            old.get().close();
        }
    }
}
