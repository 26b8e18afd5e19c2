// SPDX-License-Identifier: Apache-2.0
package peaceofmind.linux.gpio;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** An input that was requested, and its changes. Not thread-safe. */
public final class GpioInput implements AutoCloseable {

    /** The kernel's default for one line is 16 (event_buffer_size). */
    private static final int MAX_EVENTS = 16;

    private final DeviceCalls calls;
    private final int descriptor;

    GpioInput(DeviceCalls calls, int descriptor) {
        this.calls = calls;
        this.descriptor = descriptor;
    }

    /**
     * A change of the line.
     *
     * @param active the new state: on, or pressed
     * @param nanoTime when, by the kernel's monotonic clock, as {@link System#nanoTime} on Linux
     */
    public record Change(boolean active, long nanoTime) {}

    /** Waits for changes, and returns them in their order; empty when that time passes without one. */
    public List<Change> await(Duration timeout) throws IOException {
        if (!calls.awaitReadable(descriptor, (int) Math.max(0, timeout.toMillis()))) {
            return List.of();
        }
        try (Arena arena = Arena.ofConfined()) {
            long size = GpioAbi.LINE_EVENT.byteSize();
            MemorySegment buffer = arena.allocate(GpioAbi.LINE_EVENT, MAX_EVENTS);
            long read = calls.read(descriptor, buffer);
            List<Change> changes = new ArrayList<>();
            for (long position = 0; position + size <= read; position += size) {
                MemorySegment event = buffer.asSlice(position, size);
                changes.add(new Change(
                        GpioAbi.getInt(event, GpioAbi.LINE_EVENT, "id") == GpioAbi.RISING_EDGE,
                        GpioAbi.getLong(event, GpioAbi.LINE_EVENT, "timestamp_ns")));
            }
            return changes;
        }
    }

    /** Whether it is on, or pressed, now. */
    public boolean isActive() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment values = arena.allocate(GpioAbi.LINE_VALUES);
            GpioAbi.setLong(values, 1, GpioAbi.LINE_VALUES, "mask");
            calls.ioctl(descriptor, GpioAbi.GET_VALUES, values);
            return (GpioAbi.getLong(values, GpioAbi.LINE_VALUES, "bits") & 1) != 0;
        }
    }

    @Override
    public void close() {
        calls.close(descriptor);
    }
}
