// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import peaceofmind.contract.incident.EvidenceName;
import peaceofmind.foundation.log.ErrorText;

/** Reads the evidence that the watchdog saved for each incident. Reads files of that folder only. */
record EvidenceReader(Path folder) {

    private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,60}\\.(txt|json)");
    private static final int MAX_INCIDENTS = 50;
    private static final int MAX_FILE_BYTES = 1024 * 1024;

    /** The folder of one incident. */
    record IncidentFolder(EvidenceName name, List<String> files) {}

    /** Newest first; also empty when the folder cannot be read. */
    List<IncidentFolder> list() {
        try (Stream<Path> found = Files.list(folder)) {
            return found.flatMap(path -> EvidenceName.parse(path.getFileName().toString()).stream())
                    .sorted(Comparator.comparing(EvidenceName::toString).reversed())
                    .limit(MAX_INCIDENTS)
                    .flatMap(name -> readFolder(name).stream())
                    .toList();
        } catch (IOException missing) {
            return List.of();
        }
    }

    private Optional<IncidentFolder> readFolder(EvidenceName name) {
        try (Stream<Path> found = Files.list(folder.resolve(name.toString()))) {
            List<String> files = found.map(path -> path.getFileName().toString())
                    .filter(file -> FILE_NAME.matcher(file).matches())
                    .sorted()
                    .toList();
            return Optional.of(new IncidentFolder(name, files));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    byte[] read(String incident, String file) throws HttpError {
        if (EvidenceName.parse(incident).isEmpty() || !FILE_NAME.matcher(file).matches()) {
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
