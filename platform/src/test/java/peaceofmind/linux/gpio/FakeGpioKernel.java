// SPDX-License-Identifier: Apache-2.0
package peaceofmind.linux.gpio;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A kernel with GPIO chips. It reads and writes the structs at the byte positions of {@code linux/gpio.h}, as numbers, without the layouts
 * of the code under test; and refuses what the kernel refuses. For any thread.
 */
public final class FakeGpioKernel implements DeviceCalls {

    private static final int EBADF = 9;
    private static final int EINVAL = 22;
    private static final int ENOTTY = 25;
    private static final int MAX_SHOWN = 10_000;

    /** A chip; lines that others use, by their number. */
    private record Chip(String label, int lines, Map<Integer, String> users) {}

    /** Lines that were requested: their numbers, flags, levels and events. */
    private static final class Request {
        private final List<Integer> offsets = new ArrayList<>();
        private final Deque<long[]> events = new ArrayDeque<>();
        private long flags;
        private long values;
        private int debounceMicros;
        private String consumer = "";
    }

    private final Path devices;
    private final Map<String, Chip> chips = new HashMap<>();
    private final Set<String> forbidden = new HashSet<>();
    private final Map<Integer, Chip> openChips = new HashMap<>();
    private final Map<Integer, Request> requests = new HashMap<>();
    private final List<Set<Integer>> shown = new ArrayList<>();
    private int nextDescriptor = 3;
    private int failingRequests;

    /** @param devices folder in place of {@code /dev} */
    public FakeGpioKernel(Path devices) {
        this.devices = devices;
    }

    /** The lines of this kernel's chips. */
    public Gpio gpio() {
        return new Gpio(this, devices);
    }

    /** Adds a chip whose device has that name. */
    public synchronized FakeGpioKernel withChip(String name, String label, int lines) throws IOException {
        Path device = Files.createFile(devices.resolve(name));
        chips.put(device.toString(), new Chip(label, lines, new HashMap<>()));
        return this;
    }

    synchronized FakeGpioKernel withUser(String name, int line, String consumer) {
        chip(name).users().put(line, consumer);
        return this;
    }

    synchronized FakeGpioKernel forbid(String name) {
        forbidden.add(devices.resolve(name).toString());
        return this;
    }

    /** The chip is pulled: whatever was requested fails. */
    synchronized void remove() {
        failingRequests = DeviceException.ENODEV;
    }

    private Chip chip(String name) {
        return chips.getOrDefault(devices.resolve(name).toString(), new Chip("", 0, new HashMap<>()));
    }

    /** Number of descriptors that are open, of chips and of lines. */
    public synchronized int openDescriptors() {
        return openChips.size() + requests.size();
    }

    /** The lines that are on. */
    public synchronized Set<Integer> on() {
        Set<Integer> on = new HashSet<>();
        for (Request request : requests.values()) {
            for (int index = 0; index < request.offsets.size(); index++) {
                if ((request.values >> index & 1) != 0) {
                    on.add(request.offsets.get(index));
                }
            }
        }
        return on;
    }

    /** The lines that were on after each change, since this was called last. */
    public synchronized List<Set<Integer>> takeShown() {
        List<Set<Integer>> taken = List.copyOf(shown);
        shown.clear();
        return taken;
    }

    synchronized long flagsOf(int line) {
        return requestOf(line).flags;
    }

    synchronized int debounceMicrosOf(int line) {
        return requestOf(line).debounceMicros;
    }

    synchronized String consumerOf(int line) {
        return requestOf(line).consumer;
    }

    /**
     * The logical level of an input changes.
     *
     * @param nanoTime of the kernel's monotonic clock
     */
    public synchronized void change(int line, boolean active, long nanoTime) {
        Request request = requestOf(line);
        request.values = active ? 1 : 0;
        request.events.add(new long[] {nanoTime, active ? 1 : 2});
        notifyAll();
    }

    private Request requestOf(int line) {
        return requests.values().stream()
                .filter(request -> request.offsets.contains(line))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("line " + line + " is not requested"));
    }

    @Override
    public synchronized int open(String path) throws DeviceException {
        if (forbidden.contains(path)) {
            throw new DeviceException("open", DeviceException.EACCES);
        }
        Chip chip = Optional.ofNullable(chips.get(path))
                .orElseThrow(() -> new DeviceException("open", DeviceException.ENOENT));
        openChips.put(nextDescriptor, chip);
        return nextDescriptor++;
    }

    @Override
    public synchronized void ioctl(int descriptor, long request, MemorySegment argument) throws DeviceException {
        if (failingRequests != 0) {
            throw new DeviceException("ioctl", failingRequests);
        }
        // The size of the struct is part of the number.
        if ((request >> 16 & 0x3FFF) != argument.byteSize() || (request >> 8 & 0xFF) != 0xB4) {
            throw new DeviceException("ioctl", ENOTTY);
        }
        switch ((int) (request & 0xFF)) {
            case 0x01 -> chipInfo(chipOf(descriptor), argument);
            case 0x05 -> lineInfo(chipOf(descriptor), argument);
            case 0x07 -> requestLines(chipOf(descriptor), argument);
            case 0x0E -> argument.set(ValueLayout.JAVA_LONG, 0, requested(descriptor).values);
            case 0x0F -> setValues(requested(descriptor), argument);
            default -> throw new DeviceException("ioctl", ENOTTY);
        }
    }

    private Chip chipOf(int descriptor) throws DeviceException {
        return Optional.ofNullable(openChips.get(descriptor)).orElseThrow(() -> new DeviceException("ioctl", EBADF));
    }

    private Request requested(int descriptor) throws DeviceException {
        return Optional.ofNullable(requests.get(descriptor)).orElseThrow(() -> new DeviceException("ioctl", EBADF));
    }

    private static void chipInfo(Chip chip, MemorySegment info) {
        put(info, 32, chip.label());
        info.set(ValueLayout.JAVA_INT, 64, chip.lines());
    }

    private static void lineInfo(Chip chip, MemorySegment info) {
        int line = info.get(ValueLayout.JAVA_INT, 64);
        if (chip.users().containsKey(line)) {
            put(info, 32, chip.users().getOrDefault(line, ""));
            info.set(ValueLayout.JAVA_LONG, 72, 1);
        }
    }

    private void requestLines(Chip chip, MemorySegment argument) throws DeviceException {
        Request request = new Request();
        int count = argument.get(ValueLayout.JAVA_INT, 560);
        for (int index = 0; index < count; index++) {
            int line = argument.get(ValueLayout.JAVA_INT, 4L * index);
            if (line >= chip.lines()) {
                throw new DeviceException("ioctl", EINVAL);
            } else if (chip.users().containsKey(line)
                    || requests.values().stream().anyMatch(other -> other.offsets.contains(line))) {
                throw new DeviceException("ioctl", DeviceException.EBUSY);
            }
            request.offsets.add(line);
        }
        request.consumer = text(argument, 256);
        request.flags = argument.get(ValueLayout.JAVA_LONG, 288);
        int attributes = argument.get(ValueLayout.JAVA_INT, 296);
        for (int index = 0; index < attributes; index++) {
            long attribute = 320 + 24L * index;
            int id = argument.get(ValueLayout.JAVA_INT, attribute);
            if (id == 3) {
                request.debounceMicros = argument.get(ValueLayout.JAVA_INT, attribute + 8);
            } else if (id == 2) {
                request.values = argument.get(ValueLayout.JAVA_LONG, attribute + 8)
                        & argument.get(ValueLayout.JAVA_LONG, attribute + 16);
            } else {
                throw new DeviceException("ioctl", EINVAL);
            }
        }
        checkReserved(argument);
        requests.put(nextDescriptor, request);
        argument.set(ValueLayout.JAVA_INT, 588, nextDescriptor++);
    }

    /** The kernel refuses a request whose reserved bytes are not zero. */
    private static void checkReserved(MemorySegment argument) throws DeviceException {
        for (long position = 568; position < 588; position += 4) {
            if (argument.get(ValueLayout.JAVA_INT, position) != 0) {
                throw new DeviceException("ioctl", EINVAL);
            }
        }
        for (long position = 300; position < 320; position += 4) {
            if (argument.get(ValueLayout.JAVA_INT, position) != 0) {
                throw new DeviceException("ioctl", EINVAL);
            }
        }
    }

    private void setValues(Request request, MemorySegment argument) {
        long mask = argument.get(ValueLayout.JAVA_LONG, 8);
        request.values = (request.values & ~mask) | (argument.get(ValueLayout.JAVA_LONG, 0) & mask);
        shown.add(on());
        if (shown.size() > MAX_SHOWN) {
            shown.removeFirst();
        }
    }

    @Override
    public synchronized int read(int descriptor, MemorySegment buffer) throws DeviceException {
        Deque<long[]> events = requested(descriptor).events;
        int read = 0;
        while (!events.isEmpty() && read + 48 <= buffer.byteSize()) {
            long[] event = events.remove();
            buffer.set(ValueLayout.JAVA_LONG, read, event[0]);
            buffer.set(ValueLayout.JAVA_INT, read + 8L, (int) event[1]);
            read += 48;
        }
        return read;
    }

    @Override
    public synchronized boolean awaitReadable(int descriptor, int timeoutMillis) throws DeviceException {
        if (failingRequests != 0) {
            throw new DeviceException("poll", failingRequests);
        }
        Request request = requested(descriptor);
        long deadline = System.nanoTime() + timeoutMillis * 1_000_000L;
        for (long left = timeoutMillis; request.events.isEmpty() && left > 0; ) {
            try {
                wait(left);
            } catch (InterruptedException signal) {
                Thread.currentThread().interrupt();
                return false;
            }
            left = (deadline - System.nanoTime()) / 1_000_000L;
        }
        return !request.events.isEmpty();
    }

    @Override
    public synchronized void close(int descriptor) {
        openChips.remove(descriptor);
        requests.remove(descriptor);
    }

    private static void put(MemorySegment memory, long position, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, position, bytes.length);
    }

    private static String text(MemorySegment memory, long position) {
        return memory.getString(position);
    }
}
