// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.takeover;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Optional;
import peaceofmind.foundation.file.DurableFile;

/** Puts files of the existing recorder to their places here: whole and durable, or not at all. */
record FilePlacement(ExistingFiles source, ImportMode mode, FileOwner owner) {

    private static final int BUFFER_BYTES = 1 << 20;

    /** @throws IOException the target cannot be written, or the file cannot be read; nothing is left at the target */
    void place(SourceFile file, Path target) throws IOException {
        switch (mode) {
            case COPY -> copy(file, target);
            case LINK, MOVE -> link(file, target);
        }
    }

    /** The recorder removes leftovers of that name at its start. */
    private static Path partFile(Path target) {
        return target.resolveSibling("." + target.getFileName() + ".part");
    }

    private void copy(SourceFile file, Path target) throws IOException {
        Path part = partFile(target);
        Files.deleteIfExists(part);
        try (SeekableByteChannel from = source.read(file.path());
                FileChannel to = FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
            while (from.read(buffer.clear()) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
            }
            if (to.size() != file.bytes()) {
                throw new IOException("its size has changed while it was copied");
            }
            to.force(true);
        } catch (IOException failure) {
            Files.deleteIfExists(part);
            throw failure;
        }
        Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rw-r-----"));
        Files.setLastModifiedTime(part, FileTime.from(file.modifiedAt()));
        owner.apply(part);
        DurableFile.move(part, target);
    }

    private void link(SourceFile file, Path target) throws IOException {
        Files.createLink(target, source.root().resolve(file.path()));
        // The path can have been replaced since the folder was read: only that file is wanted, and nobody else's
        // becomes the recorder's.
        BasicFileAttributes linked = Files.readAttributes(target, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!linked.isRegularFile() || !Objects.equals(linked.fileKey(), file.key())) {
            Files.delete(target);
            throw new IOException("it was replaced while it was taken over");
        }
        owner.apply(target);
        DurableFile.syncFolder(Objects.requireNonNull(target.getParent()));
    }

    /** Removes a file that has been moved, once its row is written; why not, if that fails. */
    Optional<IOException> removeSource(SourceFile file) {
        if (mode != ImportMode.MOVE) {
            return Optional.empty();
        }
        try {
            source.delete(file.path());
            return Optional.empty();
        } catch (IOException failure) {
            return Optional.of(failure);
        }
    }
}
