// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload.http;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A few buffers outside of the heap, from which the kernel sends without another copy, used in turn. One that the client has not sent yet,
 * which its position shows, is not used again.
 */
final class PieceBuffers {

    private static final int COUNT = 4;

    private final int bytes;
    private final List<ByteBuffer> buffers = new ArrayList<>();
    private int oldest;

    /** @param bytes size of the largest piece */
    PieceBuffers(int bytes) {
        this.bytes = bytes;
    }

    /** A buffer with room for that many bytes. */
    ByteBuffer next(int count) {
        if (buffers.size() < COUNT) {
            buffers.add(ByteBuffer.allocateDirect(bytes));
            return buffers.getLast().limit(count);
        }
        oldest = (oldest + 1) % COUNT;
        ByteBuffer buffer = buffers.get(oldest);
        return buffer.hasRemaining()
                ? ByteBuffer.allocate(count)
                : buffer.clear().limit(count);
    }
}
