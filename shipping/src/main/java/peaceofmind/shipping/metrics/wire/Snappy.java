// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.metrics.wire;

import java.util.Arrays;

/**
 * Compresses in Snappy's block format (google/snappy, format_description.txt): the length as a varint, then literals and copies of
 * earlier bytes. Searches matches at every position, which takes slightly longer but saves bytes compared with the usual skipping. For
 * why this is not a library, see docs/decisions/0007-own-remote-write-encoding.md.
 */
public final class Snappy {

    private static final int MIN_MATCH = 4;
    private static final int MAX_COPY = 64;
    private static final int MAX_OFFSET = 65_535;
    private static final int HASH_BITS = 13;

    private final byte[] in;
    private final byte[] out;
    private int size;

    private Snappy(byte[] in) {
        this.in = in;
        this.out = new byte[32 + in.length + in.length / 6];
    }

    public static byte[] compress(byte[] bytes) {
        Snappy snappy = new Snappy(bytes);
        snappy.run();
        return Arrays.copyOf(snappy.out, snappy.size);
    }

    private void run() {
        writeLength();
        int[] lastSeen = new int[1 << HASH_BITS];
        Arrays.fill(lastSeen, -1);
        int literalFrom = 0;
        int position = 0;
        while (position + MIN_MATCH <= in.length) {
            int hash = hash(position);
            int candidate = lastSeen[hash];
            lastSeen[hash] = position;
            int length = candidate >= 0 && position - candidate <= MAX_OFFSET ? matchLength(candidate, position) : 0;
            if (length < MIN_MATCH) {
                position++;
                continue;
            }
            writeLiteral(literalFrom, position);
            writeCopy(position - candidate, length);
            for (int skipped = position + 1;
                    skipped < position + length && skipped + MIN_MATCH <= in.length;
                    skipped++) {
                lastSeen[hash(skipped)] = skipped;
            }
            position += length;
            literalFrom = position;
        }
        writeLiteral(literalFrom, in.length);
    }

    private void writeLength() {
        int rest = in.length;
        while (rest >= 0x80) {
            out[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        out[size++] = (byte) rest;
    }

    private int hash(int position) {
        int word = (in[position] & 0xff)
                | (in[position + 1] & 0xff) << 8
                | (in[position + 2] & 0xff) << 16
                | (in[position + 3] & 0xff) << 24;
        return (word * 0x1e35a7bd) >>> (32 - HASH_BITS);
    }

    private int matchLength(int candidate, int position) {
        int length = 0;
        while (position + length < in.length && in[candidate + length] == in[position + length]) {
            length++;
        }
        return length;
    }

    private void writeLiteral(int from, int to) {
        int length = to - from;
        if (length == 0) {
            return;
        }
        int encodedLength = length - 1;
        if (encodedLength < 60) {
            out[size++] = (byte) (encodedLength << 2);
        } else {
            int lengthBytes =
                    encodedLength < 1 << 8 ? 1 : encodedLength < 1 << 16 ? 2 : encodedLength < 1 << 24 ? 3 : 4;
            out[size++] = (byte) ((59 + lengthBytes) << 2);
            for (int i = 0; i < lengthBytes; i++) {
                out[size++] = (byte) (encodedLength >>> (8 * i));
            }
        }
        System.arraycopy(in, from, out, size, length);
        size += length;
    }

    private void writeCopy(int offset, int length) {
        int remaining = length;
        while (remaining > 0) {
            // Leave at least four bytes: a shorter remainder would not fit the short form.
            int copyLength = remaining > MAX_COPY && remaining < MAX_COPY + MIN_MATCH
                    ? MAX_COPY - MIN_MATCH
                    : Math.min(remaining, MAX_COPY);
            if (copyLength >= 4 && copyLength <= 11 && offset < 2048) {
                out[size++] = (byte) (1 | (copyLength - 4) << 2 | (offset >>> 8) << 5);
                out[size++] = (byte) offset;
            } else {
                out[size++] = (byte) (2 | (copyLength - 1) << 2);
                out[size++] = (byte) offset;
                out[size++] = (byte) (offset >>> 8);
            }
            remaining -= copyLength;
        }
    }
}
