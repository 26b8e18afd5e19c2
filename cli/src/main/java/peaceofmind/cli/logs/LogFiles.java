// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.logs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Reads the end of log files. */
public final class LogFiles {

    private LogFiles() {}

    /**
     * The last lines of a file.
     *
     * @param maxBytes limit of bytes read from its end; a line cut by it is left out
     */
    public static List<LogLine> tail(Path file, int maxBytes) throws IOException {
        return tail(file, maxBytes, _ -> true);
    }

    /**
     * Those of the last lines that are wanted. Most of the time goes into parsing, so the others are not parsed.
     *
     * @param maxBytes limit of bytes read from its end; a line cut by it is left out
     * @param wanted takes the text of a line
     */
    public static List<LogLine> tail(Path file, int maxBytes, Predicate<String> wanted) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            long from = Math.max(0, size - maxBytes);
            ByteBuffer bytes = ByteBuffer.allocate((int) (size - from));
            int read = channel.read(bytes, from);
            while (read > 0 && bytes.hasRemaining()) {
                read = channel.read(bytes, from + bytes.position());
            }
            String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
            List<LogLine> lines = new ArrayList<>();
            boolean cut = from > 0;
            for (String line : (Iterable<String>) text.lines()::iterator) {
                if (!cut && wanted.test(line)) {
                    lines.add(LogLine.parse(line, ZoneId.systemDefault()));
                }
                cut = false;
            }
            return lines;
        }
    }
}
