// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Follows a log file for one reader: first its last lines, then what is appended, even across rotation and truncation. Links, FIFOs and
 * devices are rejected. Not thread-safe.
 */
final class LogTail implements LogReader {

    private static final int INITIAL_BYTES = 48 * 1024;
    private static final int MAX_BYTES_PER_POLL = 64 * 1024;
    private static final int MAX_LINE_CHARACTERS = 2_000;

    private final Path file;
    private Object fileKey = "";
    private long position = -1;
    private String partialLine = "";

    LogTail(Path file) {
        this.file = file;
    }

    @Override
    public List<String> poll() throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!attributes.isRegularFile()) {
            throw new IOException(file + " is not a regular file");
        }
        Object currentKey = Objects.requireNonNullElse(attributes.fileKey(), "");
        List<String> lines = new ArrayList<>();
        boolean isFirst = position < 0;
        if (isFirst) {
            position = Math.max(0, attributes.size() - INITIAL_BYTES);
        } else if (!currentKey.equals(fileKey) || attributes.size() < position) {
            position = 0;
            partialLine = "";
        }
        fileKey = currentKey;
        if (attributes.size() - position > MAX_BYTES_PER_POLL) {
            lines.add("… " + (attributes.size() - position - MAX_BYTES_PER_POLL) + " bytes left out …");
            position = attributes.size() - MAX_BYTES_PER_POLL;
            partialLine = "";
            isFirst = true;
        }
        if (attributes.size() > position) {
            boolean startsMidLine = isFirst && position > 0;
            split(read(), startsMidLine, lines);
        }
        return lines;
    }

    private String read() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(MAX_BYTES_PER_POLL);
        try (SeekableByteChannel channel =
                Files.newByteChannel(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            channel.position(position);
            while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
                // Until the end of the file or the limit.
            }
        }
        position += buffer.position();
        return new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
    }

    /** The last line may be incomplete: it is held back until its line break. */
    private void split(String text, boolean startsMidLine, List<String> lines) {
        String all = partialLine + text;
        int from = startsMidLine ? all.indexOf('\n') + 1 : 0;
        for (int end = all.indexOf('\n', from); end >= 0; end = all.indexOf('\n', from)) {
            lines.add(all.substring(from, Math.min(end, from + MAX_LINE_CHARACTERS)));
            from = end + 1;
        }
        partialLine = all.substring(from, Math.min(all.length(), from + MAX_LINE_CHARACTERS));
    }
}
