// SPDX-License-Identifier: Apache-2.0
package peaceofmind.linux.gpio;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/** The structs, flags and requests of {@code linux/gpio.h}, version 2 (Linux 5.10), on 64 bits; byte for byte as in the header. */
final class GpioAbi {

    static final int MAX_LINES = 64;
    static final int NAME_BYTES = 32;
    static final int MAX_ATTRIBUTES = 10;

    static final long FLAG_USED = 1;
    static final long FLAG_ACTIVE_LOW = 1 << 1;
    static final long FLAG_INPUT = 1 << 2;
    static final long FLAG_OUTPUT = 1 << 3;
    static final long FLAG_EDGE_RISING = 1 << 4;
    static final long FLAG_EDGE_FALLING = 1 << 5;
    static final long FLAG_BIAS_PULL_UP = 1 << 8;
    static final long FLAG_BIAS_PULL_DOWN = 1 << 9;

    static final int ATTRIBUTE_OUTPUT_VALUES = 2;
    static final int ATTRIBUTE_DEBOUNCE = 3;
    static final int RISING_EDGE = 1;
    static final int FALLING_EDGE = 2;

    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG;

    static final StructLayout CHIP_INFO = MemoryLayout.structLayout(text("name"), text("label"), U32.withName("lines"));

    /** The union has the flags, the values, or the debounce period in microseconds. */
    static final StructLayout LINE_ATTRIBUTE =
            MemoryLayout.structLayout(U32.withName("id"), U32.withName("padding"), U64.withName("value"));

    static final StructLayout CONFIG_ATTRIBUTE =
            MemoryLayout.structLayout(LINE_ATTRIBUTE.withName("attr"), U64.withName("mask"));

    static final StructLayout LINE_CONFIG = MemoryLayout.structLayout(
            U64.withName("flags"),
            U32.withName("num_attrs"),
            padding(5),
            MemoryLayout.sequenceLayout(MAX_ATTRIBUTES, CONFIG_ATTRIBUTE).withName("attrs"));

    static final StructLayout LINE_REQUEST = MemoryLayout.structLayout(
            MemoryLayout.sequenceLayout(MAX_LINES, U32).withName("offsets"),
            text("consumer"),
            LINE_CONFIG.withName("config"),
            U32.withName("num_lines"),
            U32.withName("event_buffer_size"),
            padding(5),
            U32.withName("fd"));

    static final StructLayout LINE_VALUES = MemoryLayout.structLayout(U64.withName("bits"), U64.withName("mask"));

    static final StructLayout LINE_INFO = MemoryLayout.structLayout(
            text("name"),
            text("consumer"),
            U32.withName("offset"),
            U32.withName("num_attrs"),
            U64.withName("flags"),
            MemoryLayout.sequenceLayout(MAX_ATTRIBUTES, LINE_ATTRIBUTE).withName("attrs"),
            padding(4));

    static final StructLayout LINE_EVENT = MemoryLayout.structLayout(
            U64.withName("timestamp_ns"),
            U32.withName("id"),
            U32.withName("offset"),
            U32.withName("seqno"),
            U32.withName("line_seqno"),
            padding(6));

    static final long GET_CHIPINFO = read(0x01, CHIP_INFO);
    static final long GET_LINEINFO = readWrite(0x05, LINE_INFO);
    static final long GET_LINE = readWrite(0x07, LINE_REQUEST);
    static final long GET_VALUES = readWrite(0x0E, LINE_VALUES);
    static final long SET_VALUES = readWrite(0x0F, LINE_VALUES);

    private GpioAbi() {}

    private static MemoryLayout text(String name) {
        return MemoryLayout.sequenceLayout(NAME_BYTES, ValueLayout.JAVA_BYTE).withName(name);
    }

    private static MemoryLayout padding(int count) {
        return MemoryLayout.sequenceLayout(count, U32).withName("padding");
    }

    /** _IOR of asm-generic/ioctl.h, type 0xB4. */
    private static long read(int number, MemoryLayout argument) {
        return 2L << 30 | argument.byteSize() << 16 | 0xB4 << 8 | number;
    }

    /** _IOWR. */
    private static long readWrite(int number, MemoryLayout argument) {
        return 3L << 30 | argument.byteSize() << 16 | 0xB4 << 8 | number;
    }

    /** Position of a member; several names lead to a member of a member. */
    static long offset(StructLayout struct, String... names) {
        PathElement[] path = new PathElement[names.length];
        for (int index = 0; index < names.length; index++) {
            path[index] = PathElement.groupElement(names[index]);
        }
        return struct.byteOffset(path);
    }

    /** Position of the attribute with that index in a request's configuration. */
    static long attributeOffset(int index) {
        return offset(LINE_REQUEST, "config", "attrs") + index * CONFIG_ATTRIBUTE.byteSize();
    }

    static int getInt(MemorySegment memory, StructLayout struct, String... names) {
        return memory.get(U32, offset(struct, names));
    }

    static void setInt(MemorySegment memory, int value, StructLayout struct, String... names) {
        memory.set(U32, offset(struct, names), value);
    }

    static long getLong(MemorySegment memory, StructLayout struct, String... names) {
        return memory.get(U64, offset(struct, names));
    }

    static void setLong(MemorySegment memory, long value, StructLayout struct, String... names) {
        memory.set(U64, offset(struct, names), value);
    }

    /** Up to the first zero; a name of 32 bytes has none. */
    static String getText(MemorySegment memory, StructLayout struct, String name) {
        byte[] bytes = memory.asSlice(offset(struct, name), NAME_BYTES).toArray(ValueLayout.JAVA_BYTE);
        int length = 0;
        while (length < bytes.length && bytes[length] != 0) {
            length++;
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    /** At most 31 bytes of it, so that a zero follows. */
    static void setText(MemorySegment memory, String text, StructLayout struct, String name) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(bytes.length, NAME_BYTES - 1);
        MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, offset(struct, name), length);
    }
}
