// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.recorder;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A database with a rollback journal, SQLite's default: whoever reads it with a lock makes its writers wait, or fail. What is needed to read it
 * without one is in its file, and in the journal beside it (sqlite.org/fileformat2.html).
 */
final class RollbackJournal {

    private static final int HEADER_BYTES = 28;
    private static final int READ_VERSION_OFFSET = 19;

    /** 2 is a write-ahead log, whose readers and writers do not wait for each other. */
    private static final byte ROLLBACK_VERSION = 1;

    private static final int CHANGE_COUNTER_OFFSET = 24;

    private final Path database;
    private final Path journal;

    RollbackJournal(Path database) {
        this.database = database;
        this.journal = database.resolveSibling(database.getFileName() + "-journal");
    }

    /** Whether the database is in this mode; not so while it is empty or no database. */
    boolean isUsed() throws IOException {
        ByteBuffer header = header();
        return header.limit() == HEADER_BYTES && header.get(READ_VERSION_OFFSET) == ROLLBACK_VERSION;
    }

    /** Incremented by each transaction that changes the database. */
    long changeCounter() throws IOException {
        ByteBuffer header = header();
        return header.limit() == HEADER_BYTES ? Integer.toUnsignedLong(header.getInt(CHANGE_COUNTER_OFFSET)) : 0;
    }

    /** Whether a transaction is being written, or was interrupted. A journal that is kept, but over, is empty or starts with zeros. */
    boolean isActive() throws IOException {
        try (InputStream in = Files.newInputStream(journal)) {
            for (byte first : in.readNBytes(8)) {
                if (first != 0) {
                    return true;
                }
            }
            return false;
        } catch (NoSuchFileException none) {
            return false;
        }
    }

    private ByteBuffer header() throws IOException {
        try (InputStream in = Files.newInputStream(database)) {
            return ByteBuffer.wrap(in.readNBytes(HEADER_BYTES));
        }
    }
}
