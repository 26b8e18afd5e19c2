// SPDX-License-Identifier: Apache-2.0
package peaceofmind.linux.gpio;

import java.lang.foreign.MemorySegment;

/** The system calls on a character device; a test's kernel takes their place. Each throws with the call's errno. */
interface DeviceCalls {

    /**
     * Opens a device for reading and writing.
     *
     * @return its file descriptor
     */
    int open(String path) throws DeviceException;

    /**
     * Sends a request to a device.
     *
     * @param argument the struct that the request reads and fills
     */
    void ioctl(int descriptor, long request, MemorySegment argument) throws DeviceException;

    /**
     * Reads what has arrived; call it after {@link #awaitReadable}, or it waits.
     *
     * @return number of bytes
     */
    int read(int descriptor, MemorySegment buffer) throws DeviceException;

    /** Whether something can be read within that time. A signal ends the wait early. */
    boolean awaitReadable(int descriptor, int timeoutMillis) throws DeviceException;

    void close(int descriptor);
}
