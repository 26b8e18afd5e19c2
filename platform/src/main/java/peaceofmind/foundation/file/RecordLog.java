// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.CRC32C;
import peaceofmind.foundation.log.ErrorText;

/**
 * An append-only log of single-line records, bounded in size, that survives a power cut. Each line is {@code CRC LENGTH TEXT}: the
 * CRC-32C of the text's UTF-8 bytes in eight hexadecimal digits, the number of those bytes, and the text. A torn or damaged line is
 * skipped and counted, never fatal. A full file is renamed to {@code NAME.1} and a new one started, which always retains at least half
 * of the maximum size.
 *
 * <p>One process writes; others may read at any time. Thread-safe.
 */
public final class RecordLog {

    /** Stops retrying when a writer rotates faster than we read. */
    private static final int MAX_READ_ATTEMPTS = 5;

    private final Path file;
    private final long maxFileBytes;
    private long damagedLines;
    private boolean tailChecked;

    /** @param maxBytes maximum size of both files together */
    public RecordLog(Path file, long maxBytes) {
        this.file = file;
        this.maxFileBytes = maxBytes / 2;
    }

    /**
     * Appends one record, which is on the disk when this returns.
     *
     * @param text without line breaks
     * @throws IOException when the record is larger than half of the maximum size, or can't be written; the log stays readable and a retry may succeed
     */
    public synchronized void append(String text) throws IOException {
        if (text.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("a record is one line: " + text);
        }
        byte[] line = encode(text);
        if (line.length > maxFileBytes) {
            throw new IOException("a record of " + line.length + " bytes does not fit into " + file
                    + ", which is limited to " + maxFileBytes + ": make the log larger or the record shorter");
        }
        rotateFor(line.length);
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            boolean created = channel.size() == 0;
            long end = tailChecked ? channel.size() : endOfLastCompleteLine(channel);
            tailChecked = false;
            channel.truncate(end);
            ByteBuffer bytes = ByteBuffer.wrap(line);
            while (bytes.hasRemaining()) {
                end += channel.write(bytes, end);
            }
            channel.force(false);
            tailChecked = true;
            if (created) {
                DurableFile.syncFolder(
                        Objects.requireNonNull(file.toAbsolutePath().getParent()));
            }
        }
    }

    /**
     * Moves aside what can't be this log: a folder, a FIFO, a file far above the size limit. Call it before the first use.
     *
     * @return what was moved and why, for people; empty when all is well
     */
    public synchronized List<String> moveForeignAside() {
        List<String> moved = new ArrayList<>();
        for (Path part : List.of(file, rotatedFile())) {
            try {
                // Twice the size: the limit may have been higher in an earlier version.
                StateFile.checkRegular(part, 2 * maxFileBytes);
            } catch (NoSuchFileException none) {
                // Not written yet.
            } catch (IOException foreign) {
                moved.add(part + " is not a log of ours: " + ErrorText.of(foreign) + "; " + moveAside(part));
            }
        }
        return moved;
    }

    private static String moveAside(Path part) {
        try {
            return "moved to " + DurableFile.moveAside(part).getFileName();
        } catch (IOException failure) {
            return "and it cannot be moved aside: " + ErrorText.of(failure);
        }
    }

    /** All intact records, oldest first; none when there is no file yet. */
    public synchronized List<String> read() throws IOException {
        String text = readBothFiles();
        List<String> records = new ArrayList<>();
        damagedLines = 0;
        for (String line : text.split("\n", -1)) {
            addRecord(line, records);
        }
        return records;
    }

    /** Both files, as Latin-1. Reads again when another process rotated them meanwhile, or else records would be missing. */
    private String readBothFiles() throws IOException {
        for (int attempt = 1; ; attempt++) {
            String before = fileIdentity(rotatedFile());
            String text = readFile(rotatedFile()) + "\n" + readFile(file);
            if (before.equals(fileIdentity(rotatedFile())) || attempt == MAX_READ_ATTEMPTS) {
                return text;
            }
        }
    }

    private static String fileIdentity(Path part) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(part, BasicFileAttributes.class);
            return attributes.fileKey() + " " + attributes.lastModifiedTime();
        } catch (NoSuchFileException missing) {
            return "none";
        }
    }

    private static String readFile(Path part) throws IOException {
        try {
            return Files.readString(part, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException missing) {
            return "";
        }
    }

    /** Lines that the last {@link #read} skipped because they were torn or damaged. */
    public synchronized long damagedLines() {
        return damagedLines;
    }

    private void addRecord(String latin1, List<String> records) {
        if (latin1.isEmpty()) {
            return;
        }
        byte[] bytes = latin1.getBytes(StandardCharsets.ISO_8859_1);
        String line = new String(bytes, StandardCharsets.UTF_8);
        int afterLength = line.indexOf(' ', 9);
        String text = afterLength < 0 ? "" : line.substring(afterLength + 1);
        if (afterLength >= 0 && line.equals(header(text) + text)) {
            records.add(text);
        } else {
            damagedLines++;
        }
    }

    private static byte[] encode(String text) {
        return (header(text) + text + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static String header(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        CRC32C checksum = new CRC32C();
        checksum.update(bytes);
        return String.format("%08x %d ", checksum.getValue(), bytes.length);
    }

    private void rotateFor(int bytes) throws IOException {
        if (Files.exists(file) && Files.size(file) + bytes > maxFileBytes) {
            DurableFile.move(file, rotatedFile());
        }
    }

    private Path rotatedFile() {
        return file.resolveSibling(file.getFileName() + ".1");
    }

    /** A power cut can leave an incomplete line; a record appended to it would be lost as well. */
    private static long endOfLastCompleteLine(FileChannel channel) throws IOException {
        long end = channel.size();
        ByteBuffer singleByte = ByteBuffer.allocate(1);
        while (end > 0) {
            singleByte.clear();
            if (channel.read(singleByte, end - 1) == 1 && singleByte.get(0) == '\n') {
                return end;
            }
            end--;
        }
        return 0;
    }
}
