// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.bundle;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/** Writes a tar archive (POSIX ustar), compressed; readable by its owner only. */
final class TarGzWriter implements AutoCloseable {

    private static final int BLOCK_BYTES = 512;
    private static final int MAX_NAME_BYTES = 100;

    private final OutputStream out;
    private final Instant now;
    private int files;

    TarGzWriter(Path file, Instant now) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        this.out = new GZIPOutputStream(Files.newOutputStream(file));
        this.now = now;
    }

    /** Adds a file. A name of more than 100 bytes loses its middle, and gets a number, since two may have become the same. */
    void add(String name, byte[] content) throws IOException {
        byte[] header = new byte[BLOCK_BYTES];
        files++;
        put(header, 0, name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES ? shortened(name) : name);
        put(header, 100, "0000644\0");
        put(header, 108, "0000000\0");
        put(header, 116, "0000000\0");
        put(header, 124, octal(content.length) + "\0");
        put(header, 136, octal(now.getEpochSecond()) + "\0");
        put(header, 148, "        ");
        put(header, 156, "0");
        put(header, 257, "ustar\u000000");
        int checksum = 0;
        for (byte value : header) {
            checksum += value & 0xFF;
        }
        put(header, 148, String.format(Locale.ROOT, "%06o\0 ", checksum));
        out.write(header);
        out.write(content);
        out.write(new byte[(BLOCK_BYTES - content.length % BLOCK_BYTES) % BLOCK_BYTES]);
    }

    private String shortened(String name) {
        String ascii = name.replaceAll("[^ -~]", "_");
        int half = MAX_NAME_BYTES / 2 - 5;
        return ascii.substring(0, Math.min(half, ascii.length()))
                + String.format(Locale.ROOT, "~%06d~", files)
                + ascii.substring(Math.max(half, ascii.length() - half));
    }

    private static String octal(long value) {
        return String.format(Locale.ROOT, "%011o", value);
    }

    private static void put(byte[] header, int offset, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, header, offset, bytes.length);
    }

    @Override
    public void close() throws IOException {
        byte[] endMarker = new byte[2 * BLOCK_BYTES];
        Arrays.fill(endMarker, (byte) 0);
        out.write(endMarker);
        out.close();
    }
}
