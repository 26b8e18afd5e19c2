// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet.server;

import java.io.IOException;

/** Decompresses Snappy's block format (google/snappy, format_description.txt). */
final class SnappyBlock {

    /** Prometheus' receiver accepts as much. */
    private static final int MAX_BYTES = 32 * 1024 * 1024;

    private final byte[] in;
    private int at;

    private SnappyBlock(byte[] in) {
        this.in = in;
    }

    /** @throws IOException it is damaged, or larger than 32 MiB when decompressed */
    static byte[] decode(byte[] compressed) throws IOException {
        return new SnappyBlock(compressed).decode();
    }

    private byte[] decode() throws IOException {
        long length = 0;
        int shift = 0;
        int next;
        do {
            next = read();
            length |= (long) (next & 0x7f) << shift;
            shift += 7;
        } while (next >= 0x80 && shift <= 28);
        // An element of three bytes yields at most 64: what claims more has no such content.
        if (next >= 0x80 || length > MAX_BYTES || length > 64L * in.length) {
            throw new IOException("its length cannot be right");
        }
        byte[] out = new byte[(int) length];
        int written = 0;
        while (at < in.length) {
            written = (in[at] & 3) == 0 ? literal(out, written) : copy(out, written);
        }
        if (written != out.length) {
            throw new IOException("it is cut off");
        }
        return out;
    }

    private int literal(byte[] out, int written) throws IOException {
        long length = (read() >>> 2) + 1L;
        if (length > 60) {
            length = littleEndian((int) length - 60) + 1;
        }
        if (length > in.length - at || length > out.length - written) {
            throw new IOException("a literal is too long");
        }
        System.arraycopy(in, at, out, written, (int) length);
        at += (int) length;
        return written + (int) length;
    }

    private int copy(byte[] out, int written) throws IOException {
        int tag = read();
        int length;
        long offset;
        if ((tag & 3) == 1) {
            length = (tag >>> 2 & 7) + 4;
            offset = (tag & 0xe0L) << 3 | read();
        } else {
            length = (tag >>> 2) + 1;
            offset = littleEndian((tag & 3) == 2 ? 2 : 4);
        }
        if (offset == 0 || offset > written || length > out.length - written) {
            throw new IOException("a copy is from outside");
        }
        // Byte by byte: source and target may overlap, which repeats a pattern.
        for (int index = 0; index < length; index++) {
            out[written + index] = out[written + index - (int) offset];
        }
        return written + length;
    }

    private long littleEndian(int bytes) throws IOException {
        long value = 0;
        for (int index = 0; index < bytes; index++) {
            value |= (long) read() << (8 * index);
        }
        return value;
    }

    private int read() throws IOException {
        if (at >= in.length) {
            throw new IOException("it is cut off");
        }
        return in[at++] & 0xff;
    }
}
