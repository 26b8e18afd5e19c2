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
import java.nio.charset.StandardCharsets;
import peaceofmind.foundation.log.ErrorText;

/**
 * Sends datagrams to a Unix socket without blocking, as sd_notify(3) does; Java does not support such sockets. A main loop sends one
 * every second, so the functions are linked once and the socket stays open.
 */
final class NotifySocket {

    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_NOSIGNAL = 0x4000;

    /** sun_path of sockaddr_un holds 108 bytes including the terminating zero (unix(7)). */
    private static final int MAX_NAME_BYTES = 107;

    private static final int ADDRESS_BYTES = 110;

    /** Linked on the first message: a process that systemd does not supervise needs none of it. */
    private static final class Native {
        private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
        private static final VarHandle ERRNO = CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
        private static final MethodHandle SOCKET = link(
                "socket",
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        private static final MethodHandle SENDTO = link(
                "sendto",
                FunctionDescriptor.of(
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_INT,
                        ValueLayout.ADDRESS,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_INT,
                        ValueLayout.ADDRESS,
                        ValueLayout.JAVA_INT));

        private static MethodHandle link(String function, FunctionDescriptor type) {
            Linker linker = Linker.nativeLinker();
            return linker.downcallHandle(
                    linker.defaultLookup().findOrThrow(function), type, Linker.Option.captureCallState("errno"));
        }
    }

    private final String address;
    private final byte[] name;
    private int socket = -1;

    /** @param address path of the socket; a leading {@code @} means an abstract one */
    NotifySocket(String address) {
        this.address = address;
        this.name = address.getBytes(StandardCharsets.UTF_8);
        if (address.startsWith("@")) {
            name[0] = 0;
        }
    }

    synchronized void send(String message) throws IOException {
        if (name.length > MAX_NAME_BYTES) {
            throw new IOException("the socket's name is longer than " + MAX_NAME_BYTES + " bytes: " + address);
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Native.CALL_STATE);
            if (socket < 0) {
                socket = (int) Native.SOCKET.invokeExact(state, AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
                requireSuccess("socket", socket, state);
            }
            MemorySegment destination = arena.allocate(ADDRESS_BYTES);
            destination.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
            MemorySegment.copy(name, 0, destination, ValueLayout.JAVA_BYTE, Short.BYTES, name.length);
            byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
            long sent = (long) Native.SENDTO.invokeExact(
                    state,
                    socket,
                    arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes),
                    (long) bytes.length,
                    MSG_DONTWAIT | MSG_NOSIGNAL,
                    destination,
                    // An abstract name is not zero-terminated: its length matters.
                    Short.BYTES + name.length);
            requireSuccess("sendto", sent, state);
        } catch (IOException | Error problem) {
            throw problem;
        } catch (Throwable problem) {
            throw new IOException("cannot send to " + address + ": " + ErrorText.of(problem), problem);
        }
    }

    private void requireSuccess(String function, long result, MemorySegment state) throws IOException {
        if (result < 0) {
            int errno = (int) Native.ERRNO.get(state, 0L);
            throw new IOException("cannot send to " + address + ": " + function + "(2) failed with error " + errno);
        }
    }
}
