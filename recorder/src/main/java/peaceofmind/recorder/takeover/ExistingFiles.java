// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.takeover;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Reads a folder that a user without privileges can change at any moment: every step is made from an open folder, and follows no link.
 *
 * @param root its real path
 */
record ExistingFiles(Path root) {

    private static final int MAX_FILES = 200_000;
    private static final int MAX_DEPTH = 12;
    private static final int BUFFER_BYTES = 1 << 20;

    /** All entries that are no folders, in the order of their paths. */
    List<SourceFile> files() throws IOException {
        List<SourceFile> files = new ArrayList<>();
        try (SecureDirectoryStream<Path> folder = open(Path.of(""))) {
            list(folder, Path.of(""), 0, files);
        }
        files.sort((one, other) -> one.path().compareTo(other.path()));
        return files;
    }

    private static void list(SecureDirectoryStream<Path> folder, Path path, int depth, List<SourceFile> files)
            throws IOException {
        for (Path entry : folder) {
            Path name = entry.getFileName();
            if (name == null) {
                continue;
            }
            BasicFileAttributes attributes = attributes(folder, name);
            if (!attributes.isDirectory()) {
                files.add(file(path.resolve(name), attributes));
            } else if (depth < MAX_DEPTH) {
                try (SecureDirectoryStream<Path> inner = folder.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
                    list(inner, path.resolve(name), depth + 1, files);
                }
            } else {
                throw new IOException("more than " + MAX_DEPTH + " folders inside each other at " + path.resolve(name));
            }
            if (files.size() > MAX_FILES) {
                throw new IOException("more than " + MAX_FILES + " files");
            }
        }
    }

    private static SourceFile file(Path path, BasicFileAttributes attributes) {
        SourceFile.Type type = attributes.isSymbolicLink()
                ? SourceFile.Type.LINK
                : attributes.isRegularFile() ? SourceFile.Type.REGULAR : SourceFile.Type.SPECIAL;
        return new SourceFile(
                path, type, attributes.size(), attributes.lastModifiedTime().toInstant(), attributes.fileKey());
    }

    private static BasicFileAttributes attributes(SecureDirectoryStream<Path> folder, Path name) throws IOException {
        return folder.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes();
    }

    /** Opens a regular file; fails for a link in any place of its path. */
    SeekableByteChannel read(Path file) throws IOException {
        Path parent = file.getParent();
        try (SecureDirectoryStream<Path> folder = open(parent == null ? Path.of("") : parent)) {
            Path name = file.getFileName();
            // Opening a pipe would wait for its writer.
            if (!attributes(folder, name).isRegularFile()) {
                throw new IOException(root.resolve(file) + " is not a regular file");
            }
            return folder.newByteChannel(name, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
        }
    }

    void delete(Path file) throws IOException {
        Path parent = file.getParent();
        try (SecureDirectoryStream<Path> folder = open(parent == null ? Path.of("") : parent)) {
            folder.deleteFile(file.getFileName());
        }
    }

    /** The caller closes it. */
    @SuppressWarnings("StreamResourceLeak")
    private SecureDirectoryStream<Path> open(Path folder) throws IOException {
        SecureDirectoryStream<Path> current = secure(Files.newDirectoryStream(root));
        for (Path name : folder) {
            if (!name.toString().isEmpty()) {
                try (SecureDirectoryStream<Path> outer = current) {
                    current = outer.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
                }
            }
        }
        return current;
    }

    private static SecureDirectoryStream<Path> secure(DirectoryStream<Path> stream) throws IOException {
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return secure;
        }
        stream.close();
        throw new IOException("this system cannot open a folder without following links");
    }

    /** Whether a file of ours has the same content; false when that one is missing. */
    boolean isSame(SourceFile file, Path ours) throws IOException {
        if (!Files.isRegularFile(ours, LinkOption.NOFOLLOW_LINKS) || Files.size(ours) != file.bytes()) {
            return false;
        }
        try (SeekableByteChannel one = read(file.path());
                SeekableByteChannel other = Files.newByteChannel(ours)) {
            return isSame(one, other);
        }
    }

    boolean isSame(SourceFile file, SourceFile other) throws IOException {
        if (file.bytes() != other.bytes()) {
            return false;
        }
        try (SeekableByteChannel one = read(file.path());
                SeekableByteChannel second = read(other.path())) {
            return isSame(one, second);
        }
    }

    private static boolean isSame(SeekableByteChannel one, SeekableByteChannel other) throws IOException {
        ByteBuffer first = ByteBuffer.allocate(BUFFER_BYTES);
        ByteBuffer second = ByteBuffer.allocate(BUFFER_BYTES);
        while (true) {
            fill(one, first.clear());
            fill(other, second.clear());
            if (!first.flip().equals(second.flip())) {
                return false;
            }
            if (!first.hasRemaining()) {
                return true;
            }
        }
    }

    private static void fill(SeekableByteChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
            // Until the buffer is full, or the file ends.
        }
    }
}
