// SPDX-License-Identifier: Apache-2.0
package peaceofmind.linux.gpio;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Outputs that were requested; the kernel sets them as it likes once this is closed, so they are switched off before. Not thread-safe. */
public final class GpioOutputs implements AutoCloseable {

    private final DeviceCalls calls;
    private final int descriptor;
    private final long all;

    GpioOutputs(DeviceCalls calls, int descriptor, long all) {
        this.calls = calls;
        this.descriptor = descriptor;
        this.all = all;
    }

    /**
     * Switches every output.
     *
     * @param on bit N for the Nth line of the request
     */
    public void set(long on) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment values = arena.allocate(GpioAbi.LINE_VALUES);
            GpioAbi.setLong(values, on, GpioAbi.LINE_VALUES, "bits");
            GpioAbi.setLong(values, all, GpioAbi.LINE_VALUES, "mask");
            calls.ioctl(descriptor, GpioAbi.SET_VALUES, values);
        }
    }

    @Override
    public void close() {
        try {
            set(0);
        } catch (IOException gone) {
            // A chip that was removed has no lights to switch off.
            return;
        } finally {
            calls.close(descriptor);
        }
    }
}
