package peaceofmind.dashboard.history;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The file below a ring: what a test replaces to let the power fail at any byte. */
interface RandomAccessStorage extends AutoCloseable {

    /** Reads until the buffer is full or the file ends; flips it. */
    void read(ByteBuffer into, long offset) throws IOException;

    void write(ByteBuffer from, long offset) throws IOException;

    /** Returns when all that was written is on the disk. */
    void force() throws IOException;

    long size() throws IOException;

    @Override
    void close() throws IOException;
}
