// SPDX-License-Identifier: Apache-2.0
package peaceofmind.heartbeat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Optional;
import java.util.Set;
import peaceofmind.heartbeat.HeartbeatReading.ReadFault;
import peaceofmind.heartbeat.json.JsonException;

/** Reads a heartbeat file without trusting it: its folder may belong to a misbehaving program. */
final class HeartbeatFile {

    /** A heartbeat is a few hundred bytes; a larger file is something else. */
    static final int MAX_BYTES = 64 * 1024;

    private final Path path;
    private final Optional<String> owner;

    HeartbeatFile(Path path, Optional<String> owner) {
        this.path = path;
        this.owner = owner;
    }

    /** The result of one read. */
    sealed interface Content {

        /** Identifies the version of the file; empty when there is no file, or none whose changes count. */
        Optional<FileStamp> stamp();
    }

    record Valid(Heartbeat heartbeat, Optional<FileStamp> stamp) implements Content {}

    record Missing() implements Content {
        @Override
        public Optional<FileStamp> stamp() {
            return Optional.empty();
        }
    }

    record Invalid(ReadFault fault, String message, Optional<FileStamp> stamp) implements Content {
        Invalid(ReadFault fault, String message) {
            this(fault, message, Optional.empty());
        }
    }

    Content read() {
        Optional<FileStamp> stamp = Optional.empty();
        try {
            PosixFileAttributes attributes =
                    Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            Optional<Invalid> refusal = refusal(attributes);
            if (refusal.isPresent()) {
                return refusal.get();
            }
            // From here on its changes count, whatever becomes of reading it.
            stamp = Optional.of(FileStamp.of(attributes));
            return attributes.size() > MAX_BYTES ? tooLarge(stamp.get()) : parse(readBytes(), stamp.get());
        } catch (NoSuchFileException | NotDirectoryException missing) {
            return new Missing();
        } catch (AccessDeniedException denied) {
            return new Invalid(
                    stamp.isPresent() ? ReadFault.NO_PERMISSION : ReadFault.FOLDER_NOT_ACCESSIBLE,
                    path
                            + " cannot be read: permission denied; give this service's user access to the file and its folder",
                    stamp);
        } catch (IOException problem) {
            return new Invalid(
                    ReadFault.INPUT_OUTPUT_ERROR, path + " cannot be read: " + FailureReason.of(problem), stamp);
        }
    }

    private Optional<Invalid> refusal(PosixFileAttributes attributes) {
        if (attributes.isSymbolicLink()) {
            return Optional.of(new Invalid(
                    ReadFault.SYMBOLIC_LINK,
                    path + " is a symbolic link, which is not followed: configure the file itself"));
        } else if (!attributes.isRegularFile()) {
            return Optional.of(new Invalid(
                    ReadFault.NOT_A_FILE,
                    path + " is a folder, FIFO, socket or device, not a regular file: remove it"));
        } else if (owner.isPresent() && !owner.get().equals(attributes.owner().getName())) {
            return Optional.of(new Invalid(
                    ReadFault.WRONG_OWNER,
                    path + " belongs to user " + attributes.owner().getName() + ", not to " + owner.get()
                            + ": another user writes it, or the configured user is wrong"));
        }
        return Optional.empty();
    }

    private byte[] readBytes() throws IOException {
        // Not followed here either: the file may have been replaced by a link since its attributes were read.
        try (SeekableByteChannel channel =
                Files.newByteChannel(path, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            // The open file's size, since the file may have been replaced. A buffer of MAX_BYTES would be mostly
            // garbage to collect.
            ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(MAX_BYTES, channel.size()) + 1);
            while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
                // Until the end of the file or the maximum size.
            }
            byte[] bytes = new byte[buffer.flip().remaining()];
            buffer.get(bytes);
            return bytes;
        }
    }

    private Content parse(byte[] bytes, FileStamp attributes) {
        if (bytes.length > MAX_BYTES) {
            return tooLarge(attributes);
        }
        Optional<FileStamp> stamp = Optional.of(attributes.withContent(bytes));
        String text = new String(bytes, StandardCharsets.UTF_8);
        try {
            return new Valid(Heartbeat.parse(text), stamp);
        } catch (JsonException problem) {
            String message = path + " is not a heartbeat: " + problem.getMessage();
            if (isTruncated(text, problem)) {
                return new Invalid(ReadFault.TRUNCATED, message + ": does the program replace it atomically?", stamp);
            }
            return new Invalid(problem.position() < 0 ? ReadFault.NOT_A_HEARTBEAT : ReadFault.NOT_JSON, message, stamp);
        }
    }

    private static boolean isTruncated(String text, JsonException problem) {
        return text.isBlank() || (text.stripLeading().startsWith("{") && problem.position() >= text.length());
    }

    private Invalid tooLarge(FileStamp stamp) {
        return new Invalid(
                ReadFault.TOO_LARGE,
                path + " is larger than " + MAX_BYTES + " bytes: not a heartbeat",
                Optional.of(stamp));
    }
}
