package peaceofmind.dashboard.history;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A disk in memory whose power fails after so many written bytes. */
final class MemoryDisk implements Disk {

    private byte[] content = new byte[0];
    private long powerBytes = Long.MAX_VALUE;

    /** A disk with the same content that works. */
    MemoryDisk afterReboot() {
        MemoryDisk copy = new MemoryDisk();
        copy.content = content.clone();
        return copy;
    }

    void failAfter(long bytes) {
        powerBytes = bytes;
    }

    byte[] content() {
        return content;
    }

    /** Puts garbage where something was. */
    void spoil(int from, int length) {
        Arrays.fill(content, from, from + length, (byte) 0xA5);
    }

    @Override
    public void read(ByteBuffer into, long at) {
        int length = Math.clamp(content.length - at, 0, into.remaining());
        into.put(content, (int) Math.min(at, content.length), length);
        into.flip();
    }

    @Override
    public void write(ByteBuffer from, long at) throws IOException {
        int length = (int) Math.min(from.remaining(), powerBytes);
        if (at + length > content.length) {
            content = Arrays.copyOf(content, (int) at + length);
        }
        boolean dies = length < from.remaining();
        from.get(content, (int) at, length);
        powerBytes -= length;
        if (dies) {
            throw new IOException("the power is gone");
        }
    }

    @Override
    public void force() {
        // Memory has nothing behind it.
    }

    @Override
    public long size() {
        return content.length;
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
