package peaceofmind.dashboard;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import peaceofmind.foundation.log.ErrorText;

/** Reads the evidence that the watchdog saved for each incident. Reads files of that folder only. */
record EvidenceReader(Path folder) {

    private static final Pattern INCIDENT_NAME =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}-\\d{2}-\\d{2}\\.\\d{3}_[A-Za-z0-9_.@-]{1,120}");
    private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,60}\\.(txt|json)");
    private static final DateTimeFormatter TIME_FORMAT = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH-mm-ss.SSS", Locale.ROOT);
    private static final int MAX_INCIDENTS = 50;
    private static final int MAX_FILE_BYTES = 1024 * 1024;

    /** The folder of one incident. */
    record IncidentFolder(String name, Instant at, List<String> files) {}

    /** Newest first; also empty when the folder cannot be read. */
    List<IncidentFolder> list() {
        try (Stream<Path> found = Files.list(folder)) {
            return found.map(path -> path.getFileName().toString())
                    .filter(name -> INCIDENT_NAME.matcher(name).matches())
                    .sorted(Comparator.reverseOrder())
                    .limit(MAX_INCIDENTS)
                    .flatMap(name -> readFolder(name).stream())
                    .toList();
        } catch (IOException missing) {
            return List.of();
        }
    }

    private Optional<IncidentFolder> readFolder(String name) {
        try (Stream<Path> found = Files.list(folder.resolve(name))) {
            Instant at = LocalDateTime.parse(name.substring(0, 23), TIME_FORMAT).toInstant(ZoneOffset.UTC);
            List<String> files = found.map(path -> path.getFileName().toString())
                    .filter(file -> FILE_NAME.matcher(file).matches())
                    .sorted()
                    .toList();
            return Optional.of(new IncidentFolder(name, at, files));
        } catch (IOException | DateTimeParseException notOurs) {
            return Optional.empty();
        }
    }

    byte[] read(String incident, String file) throws HttpError {
        if (!INCIDENT_NAME.matcher(incident).matches() || !FILE_NAME.matcher(file).matches()) {
            throw new HttpError(404, "No such evidence.");
        }
        Path path = folder.resolve(incident).resolve(file);
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new HttpError(404, "No such evidence; evidence of the oldest incidents is deleted to make room.");
        }
        try (SeekableByteChannel channel =
                Files.newByteChannel(path, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(channel.size(), MAX_FILE_BYTES));
            while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
                // Until the end of the file or the limit.
            }
            byte[] content = new byte[buffer.position()];
            buffer.flip().get(content);
            return content;
        } catch (IOException unreadable) {
            throw new HttpError(500, "The agent cannot read the evidence: " + ErrorText.of(unreadable));
        }
    }
}
