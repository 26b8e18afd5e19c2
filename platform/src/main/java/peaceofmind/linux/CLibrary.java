// SPDX-License-Identifier: Apache-2.0
package peaceofmind.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import peaceofmind.foundation.log.ErrorText;

/** Calls of the C library that Java does not offer. Needs {@code --enable-native-access}. */
public final class CLibrary {

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    /** LINUX_REBOOT_CMD_RESTART of reboot(2). */
    private static final int REBOOT_RESTART = 0x01234567;

    private CLibrary() {}

    /**
     * Sends a signal (kill(2)).
     *
     * @param pid a process, or a negated process group; 0, 1 and -1 are rejected, since they mean the caller's own group, init and
     *     every process
     * @throws IOException when there is no such process, or signalling it is not permitted
     */
    public static void kill(long pid, int signal) throws IOException {
        if ((pid >= -1 && pid <= 1) || pid != (int) pid) {
            throw new IllegalArgumentException("not a process or process group: " + pid);
        }
        call("kill(" + pid + ", " + signal + ")", FunctionDescriptor.of(INT, INT, INT), "kill", (int) pid, signal);
    }

    /** Writes all dirty pages to the disks (sync(2)). Can take long: call it with a timeout. */
    public static void sync() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            handle("sync", FunctionDescriptor.ofVoid()).invoke(arena.allocate(CALL_STATE));
        } catch (Throwable problem) {
            throw asIOException("sync()", problem);
        }
    }

    /** Restarts the machine at once, without stopping any process (reboot(2)); needs CAP_SYS_BOOT. Returns only on failure. */
    public static void rebootNow() throws IOException {
        call("reboot(RESTART)", FunctionDescriptor.of(INT, INT), "reboot", REBOOT_RESTART);
    }

    private static int call(String what, FunctionDescriptor type, String function, Object... arguments)
            throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            Object[] fullArguments = new Object[arguments.length + 1];
            fullArguments[0] = state;
            System.arraycopy(arguments, 0, fullArguments, 1, arguments.length);
            int result = (int) handle(function, type).invokeWithArguments(fullArguments);
            if (result < 0) {
                throw new IOException(what + " failed: " + describe(errno(state)));
            }
            return result;
        } catch (Throwable problem) {
            throw asIOException(what, problem);
        }
    }

    private static MethodHandle handle(String function, FunctionDescriptor type) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(function), type, Linker.Option.captureCallState("errno"));
    }

    private static int errno(MemorySegment state) {
        return (int) ERRNO.get(state, 0L);
    }

    private static String describe(int errno) {
        if (errno == 1) {
            return "not permitted (EPERM)";
        } else if (errno == 3) {
            return "no such process (ESRCH)";
        }
        return "error " + errno;
    }

    private static IOException asIOException(String what, Throwable problem) {
        if (problem instanceof IOException ioException) {
            return ioException;
        } else if (problem instanceof Error error) {
            throw error;
        }
        return new IOException(what + " failed: " + ErrorText.of(problem), problem);
    }
}
