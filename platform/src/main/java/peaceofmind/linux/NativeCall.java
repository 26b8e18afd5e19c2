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

/**
 * A frequently called function of the C library that fills one struct: {@code int f(struct*)} or {@code int f(char*, struct*)}. Linked
 * once, on first use.
 */
final class NativeCall {

    private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private final String function;
    private final int structBytes;
    private final MethodHandle handle;

    /** @param takesPath whether a path precedes the struct */
    NativeCall(String function, boolean takesPath, int structBytes) {
        this.function = function;
        this.structBytes = structBytes;
        FunctionDescriptor type = takesPath
                ? FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS)
                : FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS);
        Linker linker = Linker.nativeLinker();
        this.handle = linker.downcallHandle(
                linker.defaultLookup().findOrThrow(function), type, Linker.Option.captureCallState("errno"));
    }

    /** Converts the return value and the struct that the function filled. */
    interface Reader<T> {
        T read(int result, MemorySegment struct);
    }

    <T> T call(Reader<T> reader) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            MemorySegment struct = arena.allocate(structBytes, 8);
            return reader.read(requireSuccess(function, (int) handle.invokeExact(state, struct), state), struct);
        } catch (Throwable problem) {
            throw asIOException(problem);
        }
    }

    <T> T call(String path, Reader<T> reader) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            MemorySegment struct = arena.allocate(structBytes, 8);
            int result = (int) handle.invokeExact(state, arena.allocateFrom(path), struct);
            return reader.read(requireSuccess(function + "(" + path + ")", result, state), struct);
        } catch (Throwable problem) {
            throw asIOException(problem);
        }
    }

    private static int requireSuccess(String what, int result, MemorySegment state) throws IOException {
        if (result < 0) {
            throw new IOException(what + " failed: error " + (int) ERRNO.get(state, 0L));
        }
        return result;
    }

    private IOException asIOException(Throwable problem) {
        if (problem instanceof IOException ioException) {
            return ioException;
        } else if (problem instanceof Error error) {
            throw error;
        }
        return new IOException(function + " failed: " + ErrorText.of(problem), problem);
    }
}
