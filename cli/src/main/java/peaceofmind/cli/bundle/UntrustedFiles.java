// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.bundle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.foundation.log.PlainText;
import peaceofmind.foundation.time.Bounded;

/**
 * Reads files of users without privileges for a command that root may run: follows no link, opens only regular files, reads a limited part
 * of each, and waits for none longer than a limit. What cannot be read is described instead.
 */
final class UntrustedFiles {

    private static final int MAX_FILES_OF_INNER_FOLDER = 100;

    private final int maxBytes;
    private final Duration timeout;

    /**
     * Creates a reader.
     *
     * @param maxBytes read of each file, from its end
     * @param timeout for each file, since even opening one can hang
     */
    UntrustedFiles(int maxBytes, Duration timeout) {
        this.maxBytes = maxBytes;
        this.timeout = timeout;
    }

    /** Receives the files of a folder. */
    interface FileConsumer {
        /**
         * Receives one.
         *
         * @param name without line breaks; a file of an inner folder is {@code FOLDER/FILE}
         */
        void accept(String name, String text) throws IOException, InterruptedException;
    }

    /** The end of a file, or why it is not read. */
    String read(Path file) throws InterruptedException {
        return bounded(file, new FileAccess() {
            @Override
            public BasicFileAttributes attributes() throws IOException {
                return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            }

            @Override
            public SeekableByteChannel open() throws IOException {
                return Files.newByteChannel(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
            }
        });
    }

    /**
     * Reads the files of a folder, if it exists, and those of its folders.
     *
     * @param newest number of its entries that are read, the last ones in the order of their names
     */
    void readFolder(Path folder, int newest, FileConsumer consumer) throws IOException, InterruptedException {
        Path parent = folder.toAbsolutePath().getParent();
        Path name = folder.getFileName();
        if (parent == null || name == null || !Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (DirectoryStream<Path> opened = Files.newDirectoryStream(parent);
                SecureDirectoryStream<Path> parentStream = secure(opened);
                SecureDirectoryStream<Path> stream = openFolder(parentStream, name)) {
            for (Path entry : lastNames(stream, newest)) {
                String entryName = PlainText.of(entry.toString());
                if (attributes(stream, entry).isDirectory()) {
                    readInnerFolder(folder.resolve(entry), stream, entryName, consumer);
                } else {
                    consumer.accept(entryName, read(folder.resolve(entry), stream, entry));
                }
            }
        }
    }

    private void readInnerFolder(Path path, SecureDirectoryStream<Path> parent, String name, FileConsumer consumer)
            throws IOException, InterruptedException {
        try (SecureDirectoryStream<Path> stream = openFolder(parent, path.getFileName())) {
            for (Path entry : lastNames(stream, MAX_FILES_OF_INNER_FOLDER)) {
                consumer.accept(name + "/" + PlainText.of(entry.toString()), read(path.resolve(entry), stream, entry));
            }
        }
    }

    private static List<Path> lastNames(SecureDirectoryStream<Path> folder, int count) {
        List<Path> names = new ArrayList<>();
        folder.forEach(entry -> Optional.ofNullable(entry.getFileName()).ifPresent(names::add));
        names.sort(null);
        return names.subList(Math.max(0, names.size() - count), names.size());
    }

    private String read(Path path, SecureDirectoryStream<Path> folder, Path name) throws InterruptedException {
        return bounded(path, new FileAccess() {
            @Override
            public BasicFileAttributes attributes() throws IOException {
                return UntrustedFiles.attributes(folder, name);
            }

            @Override
            public SeekableByteChannel open() throws IOException {
                return folder.newByteChannel(name, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
            }
        });
    }

    /** A file by its path, or by its name in an open folder, which nobody can replace by a link meanwhile. */
    private interface FileAccess {
        /** Those of a link, not of its target. */
        BasicFileAttributes attributes() throws IOException;

        /** Fails for a link. */
        SeekableByteChannel open() throws IOException;
    }

    private String bounded(Path path, FileAccess file) throws InterruptedException {
        return switch (new Bounded("reading " + path, timeout).call(() -> read(path, file))) {
            case Bounded.Done<String>(String text) -> text;
            case Bounded.Failed<String>(Throwable cause) -> "unavailable: " + ErrorText.of(cause) + "\n";
            case Bounded.Late<String> late -> "unavailable: " + late.reason() + "\n";
        };
    }

    private String read(Path path, FileAccess file) throws IOException {
        BasicFileAttributes attributes = file.attributes();
        if (attributes.isSymbolicLink()) {
            return "not read: a link to "
                    + PlainText.of(Files.readSymbolicLink(path).toString()) + "\n";
        } else if (!attributes.isRegularFile()) {
            return "not read: " + (attributes.isDirectory() ? "a folder" : "a pipe, a socket or a device") + "\n";
        }
        try (SeekableByteChannel channel = file.open()) {
            long size = channel.size();
            long start = Math.max(0, size - maxBytes);
            channel.position(start);
            ByteBuffer bytes = ByteBuffer.allocate(maxBytes);
            // Files in /proc report a size of 0.
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // Until the end of the file or the limit.
            }
            String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
            return start == 0 ? text : "[the end of " + size + " bytes]\n" + withoutFirstLine(text);
        }
    }

    /** A mask does not recognise a secret whose start is missing. */
    private static String withoutFirstLine(String text) {
        int lineBreak = text.indexOf('\n');
        return lineBreak < 0 ? "[one line, not included]\n" : text.substring(lineBreak + 1);
    }

    private static BasicFileAttributes attributes(SecureDirectoryStream<Path> folder, Path name) throws IOException {
        return folder.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes();
    }

    private static SecureDirectoryStream<Path> openFolder(SecureDirectoryStream<Path> parent, Path name)
            throws IOException {
        return parent.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
    }

    private static SecureDirectoryStream<Path> secure(DirectoryStream<Path> stream) throws IOException {
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return secure;
        }
        stream.close();
        throw new IOException("this system cannot open a folder without following links");
    }
}
