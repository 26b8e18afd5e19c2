// SPDX-License-Identifier: Apache-2.0
package peaceofmind.linux.gpio;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;

/** The C library's functions. */
final class NativeDeviceCalls implements DeviceCalls {

    private static final int O_RDWR = 2;
    private static final int O_CLOEXEC = 0x80000;
    private static final short POLLIN = 1;
    private static final int EINTR = 4;

    /** struct pollfd: int fd, short events, short revents (poll(2)). */
    private static final int POLLFD_BYTES = 8;

    private static final int REVENTS = 6;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

    /** Linked on the first call: a device without lights needs none of it. */
    private static final class Native {
        private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
        private static final VarHandle ERRNO = CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

        /** open(2) and ioctl(2) are variadic after their second parameter. */
        private static final int FIRST_VARIADIC = 2;

        private static final MethodHandle OPEN =
                link("open", FunctionDescriptor.of(INT, ValueLayout.ADDRESS, INT), FIRST_VARIADIC);
        private static final MethodHandle IOCTL =
                link("ioctl", FunctionDescriptor.of(INT, INT, LONG, ValueLayout.ADDRESS), FIRST_VARIADIC);
        private static final MethodHandle READ =
                link("read", FunctionDescriptor.of(LONG, INT, ValueLayout.ADDRESS, LONG), -1);
        private static final MethodHandle POLL =
                link("poll", FunctionDescriptor.of(INT, ValueLayout.ADDRESS, LONG, INT), -1);
        private static final MethodHandle CLOSE = link("close", FunctionDescriptor.of(INT, INT), -1);

        private static MethodHandle link(String function, FunctionDescriptor type, int firstVariadic) {
            Linker linker = Linker.nativeLinker();
            List<Linker.Option> options = new ArrayList<>(List.of(Linker.Option.captureCallState("errno")));
            if (firstVariadic >= 0) {
                options.add(Linker.Option.firstVariadicArg(firstVariadic));
            }
            return linker.downcallHandle(
                    linker.defaultLookup().findOrThrow(function), type, options.toArray(Linker.Option[]::new));
        }
    }

    private interface Call {
        long run(MemorySegment state, Arena arena) throws Throwable;
    }

    @Override
    public int open(String path) throws DeviceException {
        return (int) call("open(" + path + ")", (state, arena) ->
                (int) Native.OPEN.invokeExact(state, arena.allocateFrom(path), O_RDWR | O_CLOEXEC));
    }

    @Override
    public void ioctl(int descriptor, long request, MemorySegment argument) throws DeviceException {
        call("ioctl(" + Long.toHexString(request) + ")", (state, _) ->
                (int) Native.IOCTL.invokeExact(state, descriptor, request, argument));
    }

    @Override
    public int read(int descriptor, MemorySegment buffer) throws DeviceException {
        return (int) call(
                "read", (state, _) -> (long) Native.READ.invokeExact(state, descriptor, buffer, buffer.byteSize()));
    }

    @Override
    public boolean awaitReadable(int descriptor, int timeoutMillis) throws DeviceException {
        try {
            long ready = call("poll", (state, arena) -> {
                MemorySegment poll = arena.allocate(POLLFD_BYTES, INT.byteAlignment());
                poll.set(INT, 0, descriptor);
                poll.set(ValueLayout.JAVA_SHORT, INT.byteSize(), POLLIN);
                int count = (int) Native.POLL.invokeExact(state, poll, 1L, timeoutMillis);
                return count > 0 ? poll.get(ValueLayout.JAVA_SHORT, REVENTS) : count;
            });
            if (ready > 0 && (ready & POLLIN) == 0) {
                // POLLERR, POLLHUP: the device was removed.
                throw new DeviceException("poll", DeviceException.ENODEV);
            }
            return ready > 0;
        } catch (DeviceException failed) {
            if (failed.errno() == EINTR) {
                return false;
            }
            throw failed;
        }
    }

    @Override
    public void close(int descriptor) {
        try {
            call("close", (state, _) -> (int) Native.CLOSE.invokeExact(state, descriptor));
        } catch (DeviceException closedAlready) {
            // Linux frees the descriptor even then (close(2)).
            return;
        }
    }

    private static long call(String what, Call call) throws DeviceException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Native.CALL_STATE);
            long result = call.run(state, arena);
            if (result < 0) {
                throw new DeviceException(what, (int) Native.ERRNO.get(state, 0L));
            }
            return result;
        } catch (DeviceException | Error failed) {
            throw failed;
        } catch (Throwable problem) {
            throw new IllegalStateException(what, problem);
        }
    }
}
