// SPDX-License-Identifier: Apache-2.0
package peaceofmind.linux;

import java.io.IOException;

/** Names and versions of the system (uname(2)). */
public record SystemName(
        String sysname, String nodename, String release, String version, String machine, String domainname) {

    /** Size of each member of struct utsname. */
    private static final int MEMBER_BYTES = 65;

    private static final class Native {
        static final NativeCall UNAME = new NativeCall("uname", false, 6 * MEMBER_BYTES);
        static final NativeCall PAGE_SIZE = new NativeCall("getpagesize", false, 8);
    }

    public static SystemName read() throws IOException {
        return Native.UNAME.call((_, struct) -> {
            String[] member = new String[6];
            for (int i = 0; i < member.length; i++) {
                member[i] =
                        struct.asSlice((long) i * MEMBER_BYTES, MEMBER_BYTES).getString(0);
            }
            return new SystemName(member[0], member[1], member[2], member[3], member[4], member[5]);
        });
    }

    /** Size of a memory page: 4,096 on most machines, 16,384 on a Raspberry Pi 5. */
    public static int pageBytes() throws IOException {
        // The function takes no argument; the struct that is passed is ignored.
        return Native.PAGE_SIZE.call((result, _) -> result);
    }
}
