// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.metrics.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import peaceofmind.foundation.file.DurableFile;

/** A folder on disk, created at the first write: without an outage there is none. */
public final class DiskFiles implements SpoolFiles {

    private final Path folder;

    public DiskFiles(Path folder) {
        this.folder = folder;
    }

    @Override
    public List<String> list() throws IOException {
        List<String> names = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, Files::isRegularFile)) {
                files.forEach(file -> names.add(String.valueOf(file.getFileName())));
            }
        }
        Collections.sort(names);
        return names;
    }

    @Override
    public byte[] read(String name) throws IOException {
        Path file = folder.resolve(name);
        if (isSomethingElse(file)) {
            // Reading a FIFO would wait for ever.
            throw new IOException(file + " is not a regular file");
        }
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException absent) {
            return new byte[0];
        }
    }

    @Override
    public void write(String name, long offset, byte[] bytes) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve(name);
        if (isSomethingElse(file)) {
            DurableFile.moveAside(file);
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            boolean created = channel.size() == 0;
            channel.truncate(offset);
            ByteBuffer remaining = ByteBuffer.wrap(bytes);
            long position = offset;
            while (remaining.hasRemaining()) {
                position += channel.write(remaining, position);
            }
            channel.force(false);
            if (created) {
                DurableFile.syncFolder(folder);
            }
        }
    }

    @Override
    public void replace(String name, byte[] bytes) throws IOException {
        Path temporary = folder.resolve("." + name + ".new");
        Files.createDirectories(folder);
        Files.deleteIfExists(temporary);
        write(String.valueOf(temporary.getFileName()), 0, bytes);
        DurableFile.move(temporary, folder.resolve(name));
    }

    @Override
    public void delete(String name) throws IOException {
        Files.deleteIfExists(folder.resolve(name));
    }

    @Override
    public String moveAside(String name) throws IOException {
        return DurableFile.moveAside(folder.resolve(name)).toString();
    }

    private static boolean isSomethingElse(Path file) {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    }
}
