// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard.history;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.function.Consumer;
import peaceofmind.foundation.file.DurableFile;
import peaceofmind.foundation.file.StateFile;
import peaceofmind.foundation.log.ErrorText;

/** Storage in a file. */
final class FileStorage implements RandomAccessStorage {

    private final FileChannel channel;

    private FileStorage(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Opens the file, and creates it if necessary. What cannot be a file of ours is moved aside.
     *
     * @param maxBytes more can't be ours
     * @param warn receives what was moved
     */
    static FileStorage open(Path file, long maxBytes, Consumer<String> warn) throws IOException {
        try {
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                BasicFileAttributes attributes =
                        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                if (!attributes.isRegularFile() || attributes.size() > maxBytes) {
                    throw new IOException("it is not a file of the history");
                }
            }
            return open(file);
        } catch (IOException unusable) {
            warn.accept("cannot use " + file + ": " + ErrorText.of(unusable) + "; " + StateFile.moveAside(file));
            return open(file);
        }
    }

    private static FileStorage open(Path file) throws IOException {
        boolean isNew = !Files.exists(file);
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (isNew) {
            DurableFile.syncFolder(Objects.requireNonNull(file.toAbsolutePath().getParent()));
        }
        return new FileStorage(channel);
    }

    @Override
    public void read(ByteBuffer into, long offset) throws IOException {
        long from = offset;
        int count = 0;
        while (into.hasRemaining() && count >= 0) {
            count = channel.read(into, from);
            from += Math.max(0, count);
        }
        into.flip();
    }

    @Override
    public void write(ByteBuffer from, long offset) throws IOException {
        long to = offset;
        while (from.hasRemaining()) {
            to += channel.write(from, to);
        }
    }

    @Override
    public void force() throws IOException {
        channel.force(false);
    }

    @Override
    public long size() throws IOException {
        return channel.size();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
