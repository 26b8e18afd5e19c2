package peaceofmind.shipping.metrics.wire;

import java.util.Arrays;

/**
 * Compresses in Snappy's block format (google/snappy, format_description.txt): the length as a varint, then literals and copies of what
 * came before. Looks at every position, which costs a little time and gives fewer bytes than the usual skipping. Why it is our own:
 * docs/decisions/0007-own-remote-write-encoding.md.
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
        length();
        int[] lastSeen = new int[1 << HASH_BITS];
        Arrays.fill(lastSeen, -1);
        int literalFrom = 0;
        int at = 0;
        while (at + MIN_MATCH <= in.length) {
            int hash = hash(at);
            int candidate = lastSeen[hash];
            lastSeen[hash] = at;
            int length = candidate >= 0 && at - candidate <= MAX_OFFSET ? matching(candidate, at) : 0;
            if (length < MIN_MATCH) {
                at++;
                continue;
            }
            literal(literalFrom, at);
            copy(at - candidate, length);
            for (int skipped = at + 1; skipped < at + length && skipped + MIN_MATCH <= in.length; skipped++) {
                lastSeen[hash(skipped)] = skipped;
            }
            at += length;
            literalFrom = at;
        }
        literal(literalFrom, in.length);
    }

    private void length() {
        int rest = in.length;
        while (rest >= 0x80) {
            out[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        out[size++] = (byte) rest;
    }

    private int hash(int at) {
        int four = (in[at] & 0xff) | (in[at + 1] & 0xff) << 8 | (in[at + 2] & 0xff) << 16 | (in[at + 3] & 0xff) << 24;
        return (four * 0x1e35a7bd) >>> (32 - HASH_BITS);
    }

    private int matching(int candidate, int at) {
        int length = 0;
        while (at + length < in.length && in[candidate + length] == in[at + length]) {
            length++;
        }
        return length;
    }

    private void literal(int from, int to) {
        int length = to - from;
        if (length == 0) {
            return;
        }
        int n = length - 1;
        if (n < 60) {
            out[size++] = (byte) (n << 2);
        } else {
            int lengthBytes = n < 1 << 8 ? 1 : n < 1 << 16 ? 2 : n < 1 << 24 ? 3 : 4;
            out[size++] = (byte) ((59 + lengthBytes) << 2);
            for (int i = 0; i < lengthBytes; i++) {
                out[size++] = (byte) (n >>> (8 * i));
            }
        }
        System.arraycopy(in, from, out, size, length);
        size += length;
    }

    private void copy(int offset, int length) {
        int left = length;
        while (left > 0) {
            // A rest of less than four could not be written as the short form: leave it enough.
            int now = left > MAX_COPY && left < MAX_COPY + MIN_MATCH ? MAX_COPY - MIN_MATCH : Math.min(left, MAX_COPY);
            if (now >= 4 && now <= 11 && offset < 2048) {
                out[size++] = (byte) (1 | (now - 4) << 2 | (offset >>> 8) << 5);
                out[size++] = (byte) offset;
            } else {
                out[size++] = (byte) (2 | (now - 1) << 2);
                out[size++] = (byte) offset;
                out[size++] = (byte) (offset >>> 8);
            }
            left -= now;
        }
    }
}
