// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.logs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32;

/**
 * Checksum of a file's first bytes. Together with the inode it identifies a file after a rename: inodes alone are reused.
 *
 * @param bytes how many bytes it covers, at most {@link #MAX_BYTES}
 */
record Fingerprint(int bytes, long crc) {

    static final int MAX_BYTES = 1024;

    static Fingerprint of(FileChannel file) throws IOException {
        return of(file, MAX_BYTES);
    }

    private static Fingerprint of(FileChannel file, int bytes) throws IOException {
        ByteBuffer first = ByteBuffer.allocate(bytes);
        while (first.hasRemaining() && file.read(first, first.position()) > 0) {
            // read until the buffer is full or the file ends
        }
        CRC32 crc = new CRC32();
        first.flip();
        int read = first.remaining();
        crc.update(first);
        return new Fingerprint(read, crc.getValue());
    }

    /** Whether the file still starts with these bytes. */
    boolean matches(FileChannel file) throws IOException {
        return equals(of(file, bytes));
    }
}
