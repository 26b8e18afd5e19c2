// SPDX-License-Identifier: Apache-2.0
package peaceofmind.linux;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The kernel's view of its own clock, in its own units (adjtimex(2)).
 *
 * @param state what adjtimex returned; {@link #ERROR} means "not synchronised"
 * @param status the STA_… bits of the status
 * @param offset microseconds, or nanoseconds with {@link #NANOSECONDS}; so is jitter
 * @param frequency parts per million times 65,536; so are ppsFrequency and stability
 * @param maxError microseconds; so are estimatedError and tick
 */
public record ClockState(
        int state,
        int status,
        long offset,
        long frequency,
        long maxError,
        long estimatedError,
        long constant,
        long tick,
        long ppsFrequency,
        long jitter,
        int shift,
        long stability,
        long jitterCount,
        long calibrationCount,
        long errorCount,
        long stabilityCount,
        int tai) {

    /** TIME_ERROR: the clock is not synchronised. */
    public static final int ERROR = 5;

    /** STA_NANO, a bit of the status. */
    public static final int NANOSECONDS = 0x2000;

    /** struct timex on 64 bits; mode 0 reads without changing anything. */
    private static final int STRUCT_BYTES = 208;

    private static final class Native {
        static final NativeCall ADJTIMEX = new NativeCall("adjtimex", false, STRUCT_BYTES);
    }

    public static ClockState read() throws IOException {
        return Native.ADJTIMEX.call(ClockState::of);
    }

    private static ClockState of(int state, MemorySegment timex) {
        return new ClockState(
                state,
                timex.get(ValueLayout.JAVA_INT, 40),
                readLong(timex, 8),
                readLong(timex, 16),
                readLong(timex, 24),
                readLong(timex, 32),
                readLong(timex, 48),
                readLong(timex, 88),
                readLong(timex, 96),
                readLong(timex, 104),
                timex.get(ValueLayout.JAVA_INT, 112),
                readLong(timex, 120),
                readLong(timex, 128),
                readLong(timex, 136),
                readLong(timex, 144),
                readLong(timex, 152),
                timex.get(ValueLayout.JAVA_INT, 160));
    }

    private static long readLong(MemorySegment timex, int offset) {
        return timex.get(ValueLayout.JAVA_LONG, offset);
    }
}
