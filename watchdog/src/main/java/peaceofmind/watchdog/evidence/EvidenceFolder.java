package peaceofmind.watchdog.evidence;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import peaceofmind.foundation.file.DurableFile;

/** The folders of incidents on the disk: each appears whole or not at all. */
final class EvidenceFolder {

    /** Only what we made is ever removed. */
    private static final Pattern INCIDENT_NAME = Pattern.compile("\\.?\\d{4}-\\d{2}-\\d{2}T\\d{2}-\\d{2}-\\d{2}\\.\\d{3}_[^/]+");

    private static final Pattern NUMBER_SUFFIX = Pattern.compile("-(\\d{1,9})$");

    private EvidenceFolder() {}

    /**
     * Removes the incidents that were saved first until at most {@code maxKept} are left.
     *
     * @return a number that the next one's name ends with, see {@link #withNumber}: above those of all before it
     */
    static long prune(Path folder, int maxKept) throws IOException {
        List<Path> incidents;
        try (Stream<Path> found = Files.list(folder)) {
            incidents = found.filter(
                            path -> INCIDENT_NAME.matcher(path.getFileName().toString()).matches())
                    // Unfinished ones, which begin with a dot, go first.
                    .sorted(Comparator.comparing((Path path) ->
                                    !path.getFileName().toString().startsWith("."))
                            .thenComparingLong(EvidenceFolder::numberOf)
                            .thenComparing(path -> path.getFileName().toString()))
                    .toList();
        }
        for (Path old : incidents.subList(0, Math.max(0, incidents.size() - maxKept))) {
            remove(old);
        }
        return 1 + incidents.stream().mapToLong(EvidenceFolder::numberOf).max().orElse(0);
    }

    /** The time in a name says little about the order: a device without a clock of its own boots in the past. */
    static String withNumber(String name, long number) {
        return name + "-" + number;
    }

    /** 0 for those of versions that did not number them. */
    private static long numberOf(Path incident) {
        Matcher matcher = NUMBER_SUFFIX.matcher(incident.getFileName().toString());
        return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    }

    private static void remove(Path incident) throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.list(incident)) {
            files = found.toList();
        }
        for (Path file : files) {
            Files.delete(file);
        }
        Files.delete(incident);
    }

    /** Writes an incident's files; the bytes written. */
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
