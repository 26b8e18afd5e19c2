// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.evidence;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import peaceofmind.contract.incident.EvidenceName;
import peaceofmind.foundation.file.DurableFile;

/** The folders of incidents on the disk: each appears whole or not at all. */
final class EvidenceFolder {

    private EvidenceFolder() {}

    /** No device has this number of incidents: a folder with a greater number is not ours. */
    private static final long MAX_NUMBER = 100_000_000;

    /**
     * Removes the folders that were saved first until at most {@code maxRetained} are left. Only what we made is ever removed: other files and
     * folders, and links, stay and do no harm.
     *
     * @return the number of the next folder: above those of all before it. The time in a name says little about the order: a device
     *     without a clock of its own boots in the past
     */
    static long prune(Path folder, int maxRetained) throws IOException {
        List<Path> incidents;
        try (Stream<Path> found = Files.list(folder)) {
            incidents = found.filter(EvidenceFolder::isOurs)
                    // Unfinished ones, whose names start with a dot, go first.
                    .sorted(Comparator.comparing((Path path) -> !isUnfinished(path))
                            .thenComparingLong(EvidenceFolder::numberOf)
                            .thenComparing(path -> path.getFileName().toString()))
                    .toList();
        }
        for (Path old : incidents.subList(0, Math.max(0, incidents.size() - maxRetained))) {
            remove(old);
        }
        return 1 + incidents.stream().mapToLong(EvidenceFolder::numberOf).max().orElse(0);
    }

    private static boolean isOurs(Path path) {
        return name(path).filter(name -> name.number() < MAX_NUMBER).isPresent()
                && Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }

    private static boolean isUnfinished(Path path) {
        return path.getFileName().toString().startsWith(".");
    }

    private static Optional<EvidenceName> name(Path path) {
        String name = path.getFileName().toString();
        return EvidenceName.parse(isUnfinished(path) ? name.substring(1) : name);
    }

    private static long numberOf(Path path) {
        return name(path).map(EvidenceName::number).orElse(0L);
    }

    /** One that cannot be removed, such as one that somebody put a folder into, stays: the new evidence matters more. */
    private static void remove(Path incident) {
        try {
            List<Path> files;
            try (Stream<Path> found = Files.list(incident)) {
                files = found.toList();
            }
            for (Path file : files) {
                Files.delete(file);
            }
            Files.delete(incident);
        } catch (IOException | DirectoryIteratorException retained) {
            // Tried again at the next incident.
        }
    }

    /** Writes an incident's files; returns the number of bytes. */
    static long write(Path folder, String name, Map<String, byte[]> files) throws IOException {
        Path temporary = Files.createDirectory(folder.resolve("." + name));
        long bytes = 0;
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            try (FileChannel channel = FileChannel.open(
                    temporary.resolve(file.getKey()), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                ByteBuffer content = ByteBuffer.wrap(file.getValue());
                while (content.hasRemaining()) {
                    bytes += channel.write(content);
                }
                channel.force(false);
            }
        }
        DurableFile.syncFolder(temporary);
        DurableFile.move(temporary, folder.resolve(name));
        return bytes;
    }
}
