package peaceofmind.linux;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The kernel's view of its own clock, in its own units (adjtimex(2)).
 *
 * @param state what adjtimex returned; {@link #ERROR} is "not synchronised"
 * @param status the bits STA_… of the status
 * @param offset micro- or nanoseconds, as {@link #NANOSECONDS} says; so is jitter
 * @param frequency parts per million, times 65536; so are ppsFrequency and stability
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

    /** struct timex on 64 bits; a mode of 0 asks and changes nothing. */
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
                whole(timex, 8),
                whole(timex, 16),
                whole(timex, 24),
                whole(timex, 32),
                whole(timex, 48),
                whole(timex, 88),
                whole(timex, 96),
                whole(timex, 104),
                timex.get(ValueLayout.JAVA_INT, 112),
                whole(timex, 120),
                whole(timex, 128),
                whole(timex, 136),
                whole(timex, 144),
                whole(timex, 152),
                timex.get(ValueLayout.JAVA_INT, 160));
    }

    private static long whole(MemorySegment timex, int offset) {
        return timex.get(ValueLayout.JAVA_LONG, offset);
    }
}
