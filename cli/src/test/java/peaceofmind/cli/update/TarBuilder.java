// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.update;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/** Writes archives that tar itself would refuse to write. */
final class TarBuilder {

    private final ByteArrayOutputStream tar = new ByteArrayOutputStream();

    TarBuilder file(String name, String content) {
        return entry(name, '0', 0644, "", content);
    }

    TarBuilder link(String name, char type, String target) {
        return entry(name, type, 0777, target, "");
    }

    /** A GNU header with a name or a link's target for the next entry. */
    TarBuilder longName(char type, String name) {
        return entry("././@LongLink", type, 0, "", name + "\0");
    }

    TarBuilder pax(String key, String value) {
        String record = " " + key + "=" + value + "\n";
        int length = record.getBytes(StandardCharsets.UTF_8).length;
        int digits = Integer.toString(length + 2).length();
        return entry("pax", 'x', 0644, "", (length + digits) + record);
    }

    TarBuilder entry(String name, char type, int mode, String target, String content) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        return header(name, type, mode, target, String.format(Locale.ROOT, "%011o", bytes.length))
                .raw(bytes);
    }

    /** Without content, whatever the size says. */
    TarBuilder header(String name, char type, int mode, String target, String size) {
        byte[] header = new byte[512];
        put(header, 0, name);
        put(header, 100, String.format(Locale.ROOT, "%07o", mode));
        put(header, 124, size);
        put(header, 148, "        ");
        header[156] = (byte) type;
        put(header, 157, target);
        put(header, 257, "ustar\u000000");
        int sum = 0;
        for (byte value : header) {
            sum += value & 0xFF;
        }
        put(header, 148, String.format(Locale.ROOT, "%06o\0 ", sum));
        return raw(header);
    }

    private TarBuilder raw(byte[] bytes) {
        tar.writeBytes(bytes);
        tar.writeBytes(new byte[(512 - bytes.length % 512) % 512]);
        return this;
    }

    private static void put(byte[] header, int offset, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, header, offset, Math.min(bytes.length, 512 - offset));
    }

    byte[] bytes() {
        return tar.toByteArray();
    }

    Path write(Path file) throws IOException {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            tar.writeTo(out);
            out.write(new byte[1024]);
        }
        return file;
    }
}
