// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.metrics.spool;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/** A folder in memory that simulates a kill after any number of bytes, or a full disk. */
public final class FaultyFiles implements SpoolFiles {

    /** Simulates the end of the process. */
    static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private final TreeMap<String, byte[]> content = new TreeMap<>();
    private long workDone;
    private long killAt = Long.MAX_VALUE;
    private boolean full;
    private String unreadable = "";

    /** Bytes written plus files deleted so far. */
    long workDone() {
        return workDone;
    }

    void killAfter(long amount) {
        killAt = workDone + amount;
    }

    void restart() {
        killAt = Long.MAX_VALUE;
    }

    public void clear() {
        content.clear();
    }

    void setUnreadable(String name) {
        unreadable = name;
    }

    public void setFull(boolean isFull) {
        full = isFull;
    }

    byte[] bytes(String name) {
        return content.getOrDefault(name, new byte[0]);
    }

    void put(String name, byte[] bytes) {
        content.put(name, bytes);
    }

    @Override
    public List<String> list() {
        return List.copyOf(content.keySet());
    }

    @Override
    public byte[] read(String name) throws IOException {
        if (name.equals(unreadable)) {
            throw new IOException("Input/output error");
        }
        return bytes(name).clone();
    }

    @Override
    public void write(String name, long offset, byte[] bytes) throws IOException {
        byte[] before = Arrays.copyOf(bytes(name), (int) offset);
        long remaining = killAt - workDone;
        int written = (int) Math.min(bytes.length, full ? Math.min(remaining, bytes.length / 2) : remaining);
        byte[] after = Arrays.copyOf(before, before.length + written);
        System.arraycopy(bytes, 0, after, before.length, written);
        content.put(name, after);
        workDone += written;
        if (workDone >= killAt) {
            throw new Killed();
        } else if (full) {
            throw new IOException("No space left on device");
        }
    }

    @Override
    public void replace(String name, byte[] bytes) throws IOException {
        write("." + name + ".new", 0, bytes);
        content.put(name, bytes(("." + name + ".new")));
        content.remove("." + name + ".new");
    }

    @Override
    public void delete(String name) {
        countOperation();
        content.remove(name);
    }

    @Override
    public String moveAside(String name) {
        countOperation();
        content.put(name + ".corrupt-0", bytes(name));
        content.remove(name);
        return name + ".corrupt-0";
    }

    private void countOperation() {
        if (++workDone >= killAt) {
            throw new Killed();
        }
    }
}
