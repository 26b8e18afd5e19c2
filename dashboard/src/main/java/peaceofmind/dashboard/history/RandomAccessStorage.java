// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard.history;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The file behind a ring. An interface, so that tests can simulate a power failure at any byte. */
interface RandomAccessStorage extends AutoCloseable {

    /** Reads until the buffer is full or the end of the file is reached, and flips the buffer. */
    void read(ByteBuffer into, long offset) throws IOException;

    void write(ByteBuffer from, long offset) throws IOException;

    /** Returns when everything that was written is on disk. */
    void force() throws IOException;

    long size() throws IOException;

    @Override
    void close() throws IOException;
}
