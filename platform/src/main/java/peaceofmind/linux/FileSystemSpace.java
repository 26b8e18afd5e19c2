// SPDX-License-Identifier: Apache-2.0
package peaceofmind.linux;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Space of a mounted file system (statvfs(3)).
 *
 * @param totalBytes its size
 * @param freeBytes free, including the part that is reserved for root
 * @param availableBytes free for unprivileged users
 * @param inodes total number; 0 when the file system has no fixed number
 * @param freeInodes free ones
 */
public record FileSystemSpace(
        double totalBytes, double freeBytes, double availableBytes, double inodes, double freeInodes) {

    /** struct statvfs of glibc and musl on 64 bits: all members used here are unsigned longs. */
    private static final int STRUCT_BYTES = 112;

    private static final class Native {
        static final NativeCall STATVFS = new NativeCall("statvfs", true, STRUCT_BYTES);
    }

    /** Queries the kernel. Can hang as long as a dead network or USB file system does: call it with a timeout. */
    public static FileSystemSpace of(String mountPoint) throws IOException {
        return Native.STATVFS.call(mountPoint, (_, struct) -> {
            double fragment = readLong(struct, 1);
            return new FileSystemSpace(
                    readLong(struct, 2) * fragment,
                    readLong(struct, 3) * fragment,
                    readLong(struct, 4) * fragment,
                    readLong(struct, 5),
                    readLong(struct, 6));
        });
    }

    private static double readLong(MemorySegment struct, int index) {
        return struct.getAtIndex(ValueLayout.JAVA_LONG, index);
    }
}
