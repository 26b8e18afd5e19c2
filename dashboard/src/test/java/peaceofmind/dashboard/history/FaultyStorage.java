// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard.history;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A disk in memory whose power fails after a given number of written bytes. */
final class FaultyStorage implements RandomAccessStorage {

    private byte[] content = new byte[0];
    private long bytesUntilPowerFailure = Long.MAX_VALUE;

    /** A working disk with the same content. */
    FaultyStorage afterReboot() {
        FaultyStorage copy = new FaultyStorage();
        copy.content = content.clone();
        return copy;
    }

    void failAfter(long bytes) {
        bytesUntilPowerFailure = bytes;
    }

    byte[] content() {
        return content;
    }

    /** Overwrites a range with garbage. */
    void corrupt(int from, int length) {
        Arrays.fill(content, from, from + length, (byte) 0xA5);
    }

    @Override
    public void read(ByteBuffer into, long offset) {
        int length = Math.clamp(content.length - offset, 0, into.remaining());
        into.put(content, (int) Math.min(offset, content.length), length);
        into.flip();
    }

    @Override
    public void write(ByteBuffer from, long offset) throws IOException {
        int length = (int) Math.min(from.remaining(), bytesUntilPowerFailure);
        if (offset + length > content.length) {
            content = Arrays.copyOf(content, (int) offset + length);
        }
        boolean powerFails = length < from.remaining();
        from.get(content, (int) offset, length);
        bytesUntilPowerFailure -= length;
        if (powerFails) {
            throw new IOException("power failure");
        }
    }

    @Override
    public void force() {
        // Memory needs no flush.
    }

    @Override
    public long size() {
        return content.length;
    }

    @Override
    public void close() {
        // Nothing to release.
    }
}
