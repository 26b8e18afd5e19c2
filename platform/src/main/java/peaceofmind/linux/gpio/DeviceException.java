// SPDX-License-Identifier: Apache-2.0
package peaceofmind.linux.gpio;

import java.io.IOException;

/** A system call on a device has failed. */
final class DeviceException extends IOException {

    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int EACCES = 13;
    static final int EBUSY = 16;
    static final int ENODEV = 19;

    private static final long serialVersionUID = 1L;

    private final int errno;

    DeviceException(String call, int errno) {
        super(call + " failed: error " + errno);
        this.errno = errno;
    }

    /** As the C library's errno(3). */
    int errno() {
        return errno;
    }
}
