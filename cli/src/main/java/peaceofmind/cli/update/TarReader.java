// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.update;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads tar archives: ustar and pax (POSIX.1-2001, pax(1)), and GNU's long names. Numbers and names that it does not understand are errors:
 * what two programs would read differently is a way to hide a file from one of them.
 */
final class TarReader {

    static final int BLOCK_BYTES = 512;

    /** Of the headers that hold a long name; PATH_MAX is 4096. */
    private static final int MAX_HEADER_BYTES = 64 * 1024;

    private static final int MAX_HEADERS_PER_FILE = 8;

    private final InputStream in;
    private long remainingBytes;
    private int padding;

    TarReader(InputStream in) {
        this.in = in;
    }

    /** The next file's header, after skipping what is left of the one before; empty at the end. */
    Optional<TarEntry> next() throws IOException {
        skipContent();
        Map<String, String> extended = new HashMap<>();
        for (int headers = 0; headers < MAX_HEADERS_PER_FILE; headers++) {
            byte[] block = in.readNBytes(BLOCK_BYTES);
            if (isEnd(block)) {
                return Optional.empty();
            }
            checkSum(block);
            long size = number(block, 124, 12);
            switch (block[156]) {
                case 'L' -> extended.put("path", longName(size));
                case 'K' -> extended.put("linkpath", longName(size));
                case 'x' -> extended.putAll(paxRecords(header(size)));
                // Applies to the whole archive, and holds a comment in practice (git archive).
                case 'g' -> paxRecords(header(size));
                default -> {
                    return Optional.of(entry(block, size, extended));
                }
            }
        }
        throw new IOException("the archive has too many headers for one file");
    }

    private TarEntry entry(byte[] block, long headerSize, Map<String, String> extended) throws IOException {
        String prefix = text(block, 345, 155);
        boolean hasPrefix = text(block, 257, 6).equals("ustar") && !prefix.isEmpty();
        String name = (hasPrefix ? prefix + "/" : "") + text(block, 0, 100);
        boolean sparse = extended.keySet().stream().anyMatch(key -> key.startsWith("GNU.sparse."));
        TarEntry.Type type = sparse ? TarEntry.Type.OTHER : type(block[156], extended.getOrDefault("path", name));
        long size = extended.containsKey("size") ? decimal(extended.getOrDefault("size", "")) : headerSize;
        boolean hasContent = type == TarEntry.Type.FILE || type == TarEntry.Type.OTHER;
        remainingBytes = hasContent ? size : 0;
        padding = (int) ((BLOCK_BYTES - remainingBytes % BLOCK_BYTES) % BLOCK_BYTES);
        return new TarEntry(
                extended.getOrDefault("path", name),
                type,
                extended.getOrDefault("linkpath", text(block, 157, 100)),
                remainingBytes,
                (number(block, 100, 8) & 0111) != 0);
    }

    private static TarEntry.Type type(byte flag, String name) {
        return switch (flag) {
            // Archives from before ustar mark folders by their name only.
            case '0', 0, '7' -> name.endsWith("/") ? TarEntry.Type.FOLDER : TarEntry.Type.FILE;
            case '1' -> TarEntry.Type.HARD_LINK;
            case '2' -> TarEntry.Type.SYMBOLIC_LINK;
            case '5' -> TarEntry.Type.FOLDER;
            default -> TarEntry.Type.OTHER;
        };
    }

    /** Reads content of the current file; -1 at its end. */
    int read(byte[] buffer) throws IOException {
        if (remainingBytes == 0) {
            return -1;
        }
        int read = in.read(buffer, 0, (int) Math.min(buffer.length, remainingBytes));
        if (read < 0) {
            throw new EOFException("the archive is truncated");
        }
        remainingBytes -= read;
        return read;
    }

    private void skipContent() throws IOException {
        byte[] buffer = new byte[8 * 1024];
        while (read(buffer) >= 0) {
            // Until the end of the file.
        }
        skipPadding();
    }

    private void skipPadding() throws IOException {
        if (in.readNBytes(padding).length < padding) {
            throw new EOFException("the archive is truncated");
        }
        padding = 0;
    }

    private byte[] header(long size) throws IOException {
        if (size > MAX_HEADER_BYTES) {
            throw new IOException("the archive has a header of " + size + " bytes");
        }
        byte[] content = in.readNBytes((int) size);
        if (content.length < size) {
            throw new EOFException("the archive is truncated");
        }
        padding = (int) ((BLOCK_BYTES - size % BLOCK_BYTES) % BLOCK_BYTES);
        skipPadding();
        return content;
    }

    private String longName(long size) throws IOException {
        byte[] content = header(size);
        return text(content, 0, content.length);
    }

    /** {@code LENGTH KEY=VALUE\n}, where the length counts all of it. */
    private static Map<String, String> paxRecords(byte[] content) throws IOException {
        Map<String, String> records = new HashMap<>();
        int start = 0;
        while (start < content.length) {
            int blank = indexOf(content, ' ', start);
            long length = blank < 0 || blank - start > 9 ? -1 : decimal(ascii(content, start, blank));
            int equals = blank < 0 ? -1 : indexOf(content, '=', blank);
            long end = start + length;
            if (equals < 0 || end > content.length || equals >= end || content[(int) end - 1] != '\n') {
                throw new IOException("the archive has a malformed pax header");
            }
            records.put(ascii(content, blank + 1, equals), text(content, equals + 1, (int) end - 1 - (equals + 1)));
            start = (int) end;
        }
        return records;
    }

    private static int indexOf(byte[] content, char searched, int from) {
        for (int i = from; i < content.length; i++) {
            if (content[i] == searched) {
                return i;
            }
        }
        return -1;
    }

    private static String ascii(byte[] content, int from, int to) {
        return new String(content, from, to - from, StandardCharsets.US_ASCII);
    }

    /** Up to the first NUL; UTF-8. */
    private static String text(byte[] block, int offset, int length) throws IOException {
        int end = offset;
        while (end < offset + length && block[end] != 0) {
            end++;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(block, offset, end - offset))
                    .toString();
        } catch (CharacterCodingException malformed) {
            throw new IOException("the archive has a name that is not UTF-8", malformed);
        }
    }

    /** Octal, or GNU's binary form for 8 GB and more. */
    private static long number(byte[] block, int offset, int length) throws IOException {
        if ((block[offset] & 0x80) != 0) {
            ByteBuffer low = ByteBuffer.wrap(block, offset + length - 8, 8);
            long value = low.getLong();
            boolean large = value < 0 || block[offset] != (byte) 0x80;
            for (int i = offset + 1; i < offset + length - 8; i++) {
                large |= block[i] != 0;
            }
            if (large) {
                throw new IOException("the archive has a number that is out of range");
            }
            return value;
        }
        String digits = text(block, offset, length).strip();
        if (!digits.matches("[0-7]{0,12}")) {
            throw new IOException("the archive has a malformed number");
        }
        return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
    }

    private static long decimal(String digits) throws IOException {
        if (!digits.matches("\\d{1,18}")) {
            throw new IOException("the archive has a malformed number");
        }
        return Long.parseLong(digits);
    }

    private static boolean isEnd(byte[] block) throws IOException {
        if (block.length > 0 && block.length < BLOCK_BYTES) {
            throw new EOFException("the archive is truncated");
        }
        for (byte value : block) {
            if (value != 0) {
                return false;
            }
        }
        return true;
    }

    /** The sum of the header's bytes, its own field counted as blanks. */
    private static void checkSum(byte[] block) throws IOException {
        long sum = 0;
        for (int i = 0; i < BLOCK_BYTES; i++) {
            sum += i >= 148 && i < 156 ? ' ' : block[i] & 0xFF;
        }
        if (sum != number(block, 148, 8)) {
            throw new IOException("this is not a tar archive, or it is damaged");
        }
    }
}
