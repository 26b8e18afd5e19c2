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
import peaceofmind.foundation.time.Clock;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.collect.Collector;

/**
 * The recorder's video database, opened read-only. Unchanged data costs one pragma: queries run again only when {@code data_version}
 * has changed, or after {@link #MAX_CACHE_AGE}, because the 24-hour window moves. A replaced file is reopened.
 *
 * <p>In WAL mode SQLite shares the database through a {@code -shm} file that the recorder creates. While the recorder is not running, a
 * user without permission to create it opens the database as immutable.
 *
 * <p>With a rollback journal, a reader's lock would make the recorder's writes wait, or fail. Then the database is read without locks, and
 * what was read counts if nothing was written meanwhile.
 */
public final class DatabaseCollector implements Collector {

    private static final Duration MAX_CACHE_AGE = Duration.ofMinutes(1);
    private static final int BUSY_TIMEOUT_MILLIS = 100;

    /** Of reading while somebody writes: a transaction takes some milliseconds, on a card some ten. */
    private static final int MAX_UNLOCKED_TRIES = 5;

    private static final Duration UNLOCKED_RETRY_DELAY = Duration.ofMillis(20);

    private final Path database;
    private final Clock clock;
    private final RollbackJournal rollbackJournal;
    private Optional<Connection> connection = Optional.empty();
    private volatile Optional<Statement> statement = Optional.empty();
    private Object openedInode = "";
    private boolean immutable;
    private long cachedVersion = -1;
    private long cachedAtNanos;
    private List<Family> cached = List.of();

    public DatabaseCollector(Path database, Clock clock) {
        this.database = database;
        this.clock = clock;
        this.rollbackJournal = new RollbackJournal(database);
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
    public Collected collect() throws IOException, SQLException, InterruptedException {
        if (!Files.isRegularFile(database)) {
            close();
            throw new IOException(database + " does not exist or is not a file");
        }
        return rollbackJournal.isUsed() ? collectUnlocked() : collectShared();
    }

    /** What was read last is returned again while a transaction is being written. */
    private Collected collectUnlocked() throws IOException, SQLException, InterruptedException {
        for (int attempt = 0; attempt < MAX_UNLOCKED_TRIES; attempt++) {
            long version = rollbackJournal.changeCounter();
            if (version == cachedVersion && !isCacheOld()) {
                return Collected.of(cached);
            }
            if (!rollbackJournal.isActive()) {
                Optional<List<Family>> read = readUnlocked(version);
                if (read.isPresent()) {
                    cached = read.get();
                    cachedVersion = version;
                    cachedAtNanos = clock.nanoTime();
                    return Collected.of(cached);
                }
            }
            clock.sleep(UNLOCKED_RETRY_DELAY);
        }
        if (cachedVersion >= 0 && !isCacheOld()) {
            return Collected.of(cached);
        }
        throw new IOException("a transaction is being written to " + database + ", or was interrupted");
    }

    /** Empty if something was written meanwhile: then it may be half of one state and half of another. */
    private Optional<List<Family>> readUnlocked(long version) throws IOException, SQLException {
        closeConnection();
        Optional<SQLException> failure = Optional.empty();
        List<Family> families = List.of();
        try {
            families = DatabaseQueries.families(connect("?immutable=1"));
        } catch (SQLException problem) {
            failure = Optional.of(problem);
        } finally {
            closeConnection();
        }
        if (rollbackJournal.isActive() || rollbackJournal.changeCounter() != version) {
            return Optional.empty();
        } else if (failure.isPresent()) {
            throw failure.get();
        }
        return Optional.of(families);
    }

    private boolean isCacheOld() {
        return clock.nanoTime() - cachedAtNanos > MAX_CACHE_AGE.toNanos();
    }

    private Collected collectShared() throws IOException, SQLException {
        Object inode = Files.getAttribute(database, "unix:ino");
        if (!inode.equals(openedInode) || (immutable && Files.exists(writeAheadLog()))) {
            close();
        }
        try {
            Statement opened = statement.isPresent() ? statement.get() : open(inode);
            long currentVersion = dataVersion(opened);
            if (currentVersion != cachedVersion || isCacheOld()) {
                cached = DatabaseQueries.families(opened);
                cachedVersion = currentVersion;
                cachedAtNanos = clock.nanoTime();
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
        cachedVersion = -1;
        cached = List.of();
        closeConnection();
    }

    private void closeConnection() throws SQLException {
        Optional<Connection> old = connection;
        connection = Optional.empty();
        statement = Optional.empty();
        openedInode = "";
        if (old.isPresent()) {
            old.get().close();
        }
    }
}
