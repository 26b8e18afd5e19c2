// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.update;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import peaceofmind.foundation.log.PlainText;

/**
 * Unpacks a release's archive into a new folder, which nobody else can write to. An update runs as root and an archive comes from elsewhere:
 * only files, folders and links are created, all inside of the folder, owned by the user who unpacks, with mode 0644 or 0755. An archive
 * with anything else is refused as a whole. Symbolic links come last, so that nothing is written through one.
 */
final class Unpacker {

    private static final int MAX_ENTRIES = 200_000;
    private static final int MAX_NAME_LENGTH = 1000;

    private final Path folder;
    private final long maxTotalBytes;
    private final Map<Path, String> symbolicLinks = new LinkedHashMap<>();
    private long totalBytes;

    /** Leaves some of the disk free. */
    Unpacker(Path folder) throws IOException {
        this(folder, FreeDisk.maxBytesIn(folder));
    }

    /** @param maxTotalBytes limit of all files together */
    Unpacker(Path folder, long maxTotalBytes) {
        this.folder = folder;
        this.maxTotalBytes = maxTotalBytes;
    }

    /** Unpacks a {@code .tar.gz}. After an error the folder may contain a part of it. */
    void unpack(Path archive) throws IOException {
        try (InputStream in = new GZIPInputStream(new BufferedInputStream(Files.newInputStream(archive)), 64 * 1024)) {
            TarReader tar = new TarReader(in);
            int entries = 0;
            for (Optional<TarEntry> entry = tar.next(); entry.isPresent(); entry = tar.next()) {
                if (++entries > MAX_ENTRIES) {
                    throw new IOException("the archive has more than " + MAX_ENTRIES + " files");
                }
                unpack(entry.get(), tar);
            }
        }
        for (Map.Entry<Path, String> link : symbolicLinks.entrySet()) {
            Files.createSymbolicLink(link.getKey(), Path.of(link.getValue()));
        }
        new ContainedLinks(folder).check();
    }

    private void unpack(TarEntry entry, TarReader tar) throws IOException {
        Path file = locate(entry.name());
        switch (entry.type()) {
            case FOLDER -> createFolders(file);
            case FILE -> {
                prepare(file);
                write(entry, file, tar);
            }
            case SYMBOLIC_LINK -> {
                prepare(file);
                symbolicLinks.put(file, checked(entry.linkTarget()));
            }
            case HARD_LINK -> {
                Path target = locate(entry.linkTarget());
                if (!Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)) {
                    throw refused(entry, "is a link to no earlier file of the archive");
                }
                prepare(file);
                Files.createLink(file, target);
            }
            case OTHER -> throw refused(entry, "is a device, a pipe or a sparse file");
        }
    }

    private static IOException refused(TarEntry entry, String reason) {
        return new IOException("the archive is refused: " + PlainText.of(entry.name()) + " " + reason);
    }

    /** The place of a name of the archive, below the folder whatever the name is. */
    private Path locate(String name) throws IOException {
        Path located = folder;
        for (String part : checked(name).split("/", -1)) {
            if (part.equals("..")) {
                throw new IOException("the archive is refused: " + PlainText.of(name) + " contains \"..\"");
            } else if (!part.isEmpty() && !part.equals(".")) {
                located = located.resolve(part);
            }
        }
        if (name.startsWith("/")) {
            throw new IOException("the archive is refused: " + PlainText.of(name) + " is an absolute name");
        }
        return located;
    }

    private static String checked(String name) throws IOException {
        if (name.isEmpty() || name.length() > MAX_NAME_LENGTH) {
            throw new IOException("the archive is refused: a name has " + name.length() + " characters");
        }
        try {
            return Path.of(name).toString().isEmpty() ? "." : name;
        } catch (InvalidPathException invalid) {
            throw new IOException(
                    "the archive is refused: " + PlainText.of(name)
                            + " cannot be the name of a file here; if it is not ASCII, set LANG=C.UTF-8",
                    invalid);
        }
    }

    /** Later entries replace earlier ones, as tar does, except folders. */
    private void prepare(Path file) throws IOException {
        if (file.equals(folder)) {
            throw new IOException("the archive is refused: its folder is a file");
        }
        Path parent = file.getParent();
        createFolders(parent == null ? folder : parent);
        symbolicLinks.remove(file);
        if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("the archive is refused: "
                    + PlainText.of(folder.relativize(file).toString()) + " is a folder and a file");
        }
        Files.deleteIfExists(file);
    }

    private void createFolders(Path wanted) throws IOException {
        Path created = folder;
        for (Path part : folder.relativize(wanted)) {
            created = created.resolve(part);
            if (symbolicLinks.containsKey(created)) {
                throw new IOException("the archive is refused: it has a file behind the link "
                        + PlainText.of(folder.relativize(created).toString()));
            }
            if (!part.toString().isEmpty() && !Files.isDirectory(created, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(created);
                Files.setPosixFilePermissions(created, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
    }

    private void write(TarEntry entry, Path file, TarReader tar) throws IOException {
        try (OutputStream out = Files.newOutputStream(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            byte[] buffer = new byte[64 * 1024];
            for (int read = tar.read(buffer); read >= 0; read = tar.read(buffer)) {
                totalBytes += read;
                if (totalBytes > maxTotalBytes) {
                    throw new IOException("the archive is refused: it contains more than " + maxTotalBytes + " bytes");
                }
                out.write(buffer, 0, read);
            }
        }
        Files.setPosixFilePermissions(
                file, PosixFilePermissions.fromString(entry.executable() ? "rwxr-xr-x" : "rw-r--r--"));
    }
}
