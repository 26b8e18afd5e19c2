// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.metrics.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes the few kinds of protobuf fields that remote write needs (protobuf.dev, "Encoding"). The length of a nested message is not
 * known in advance: {@link #startMessage} reserves space for it, {@link #endMessage} fills it in.
 */
public final class ProtobufWriter {

    private static final int VARINT = 0;
    private static final int FIXED_64 = 1;
    private static final int LENGTH_DELIMITED = 2;
    /** Enough for 2 MiB, which no nested message reaches. */
    private static final int LENGTH_BYTES = 3;

    private byte[] bytes = new byte[4096];
    private int size;

    void varintField(int field, long value) {
        varint(((long) field << 3) | VARINT);
        varint(value);
    }

    void fixed64Field(int field, long bits) {
        varint(((long) field << 3) | FIXED_64);
        reserve(8);
        for (int shift = 0; shift < 64; shift += 8) {
            bytes[size++] = (byte) (bits >>> shift);
        }
    }

    void textField(int field, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        varint(((long) field << 3) | LENGTH_DELIMITED);
        varint(utf8.length);
        reserve(utf8.length);
        System.arraycopy(utf8, 0, bytes, size, utf8.length);
        size += utf8.length;
    }

    /**
     * Starts a nested message.
     *
     * @return its start, for {@link #endMessage}
     */
    int startMessage(int field) {
        varint(((long) field << 3) | LENGTH_DELIMITED);
        reserve(LENGTH_BYTES);
        size += LENGTH_BYTES;
        return size;
    }

    void endMessage(int messageStart) {
        int length = size - messageStart;
        int lengthBytes = length < 1 << 7 ? 1 : length < 1 << 14 ? 2 : LENGTH_BYTES;
        if (length >= 1 << 21) {
            throw new IllegalStateException("nested message too long: " + length + " bytes");
        }
        int from = messageStart - LENGTH_BYTES;
        System.arraycopy(bytes, messageStart, bytes, from + lengthBytes, length);
        size = from;
        varint(length);
        size += length;
    }

    void varint(long value) {
        reserve(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    private void reserve(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }
}
