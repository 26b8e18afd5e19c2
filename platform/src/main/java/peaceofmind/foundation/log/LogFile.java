package peaceofmind.foundation.log;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A log file of bounded size: when it is full it becomes {@code NAME.1}. A line that can't be written is lost and counted; the next
 * one is tried again.
 */
public final class LogFile {

    private final Path file;
    private final long maxFileBytes;
    private final AtomicLong lost = new AtomicLong();

    /** @param maxBytes bound of both files together */
    public LogFile(Path file, long maxBytes) {
        this.file = file;
        this.maxFileBytes = maxBytes / 2;
    }

    /** Lines that could not be written since the start. */
    public long lost() {
        return lost.get();
    }

    synchronized void append(String line) {
        // A lone surrogate, as in a broken file name, becomes a question mark instead of an error.
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            if (Files.exists(file) && Files.size(file) + bytes.length > maxFileBytes) {
                Files.move(file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
            }
            Files.write(file, bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException full) {
            lost.incrementAndGet();
        }
    }
}
