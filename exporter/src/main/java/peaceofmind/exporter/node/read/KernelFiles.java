// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.node.read;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Reads files of /proc and /sys repeatedly: they stay open, and share one buffer. Missing files are retried after {@link
 * #ABSENT_RETRY_INTERVAL}; folder listings are cached for {@link #LISTING_TTL}. Not thread-safe.
 *
 * <p>Always returns the same {@link TextScanner}: it is valid until the next file is read.
 */
public final class KernelFiles {

    public static final int MAX_FILE_BYTES = 1024 * 1024;

    static final int MAX_OPEN_FILES = 400;
    private static final int MAX_CACHE_ENTRIES = 2_000;
    private static final int MAX_NAMES_PER_FOLDER = 1_000;
    private static final Duration ABSENT_RETRY_INTERVAL = Duration.ofSeconds(60);
    private static final Duration UNREADABLE_RETRY_INTERVAL = Duration.ofSeconds(10);
    private static final Duration LISTING_TTL = Duration.ofSeconds(60);

    private record Listing(long untilNanos, List<String> names) {}

    private final LongSupplier nanoTime;
    private final Map<Path, Long> absentUntil = new HashMap<>();
    private final Map<Path, Listing> listings = new HashMap<>();
    private final TextScanner text = new TextScanner();
    private final LinkedHashMap<Path, FileChannel> openFiles = new LinkedHashMap<>(64, 0.75f, true);
    private ByteBuffer buffer = ByteBuffer.allocateDirect(16 * 1024);
    private byte[] bytes = new byte[16 * 1024];

    public KernelFiles(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** The file's content; throws if it cannot be read. */
    public TextScanner require(Path file) throws IOException {
        return read(file).orElseThrow(() -> new IOException(file + " does not exist or cannot be read"));
    }

    /** The file's content, at most {@link #MAX_FILE_BYTES}; empty if it does not exist or cannot be read. */
    public Optional<TextScanner> read(Path file) throws IOException {
        return mayExist(file) && fill(file, false) ? Optional.of(text) : Optional.empty();
    }

    /** The value of a file of /sys, stripped; empty if there is none. */
    public Optional<String> readValue(Path file) throws IOException {
        return mayExist(file) && fill(file, true)
                ? Optional.of(text.content()).filter(value -> !value.isEmpty())
                : Optional.empty();
    }

    /** The number in a file of /sys, decimal or with 0x; NaN if there is none. */
    public double readNumber(Path file) throws IOException {
        return mayExist(file) && fill(file, true) && text.nextLine() && text.nextWord() ? text.number() : Double.NaN;
    }

    /** Like {@link #readNumber}, but NaN if negative. */
    public double readCount(Path file) throws IOException {
        double number = readNumber(file);
        return number >= 0 ? number : Double.NaN;
    }

    /** Sorted names in a folder, at most a minute old; empty if there is no such folder. */
    public List<String> list(Path folder) {
        long now = nanoTime.getAsLong();
        Listing cached = listings.get(folder);
        if (cached == null || now - cached.untilNanos > 0) {
            cached = new Listing(now + LISTING_TTL.toNanos(), readNames(folder));
            clearIfFull(listings);
            listings.put(folder, cached);
        }
        return cached.names;
    }

    private static List<String> readNames(Path folder) {
        List<String> names = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
                for (Path entry : entries) {
                    if (names.size() < MAX_NAMES_PER_FOLDER) {
                        names.add(String.valueOf(entry.getFileName()));
                    }
                }
            } catch (IOException unreadable) {
                return List.of();
            }
        }
        return names.stream().sorted().toList();
    }

    private boolean mayExist(Path file) {
        Long until = absentUntil.get(file);
        if (until != null && nanoTime.getAsLong() - until > 0) {
            absentUntil.remove(file);
            until = null;
        }
        return until == null;
    }

    /** @param singleRead whether one read returns everything, as in /sys; files of /proc may need several */
    private boolean fill(Path file, boolean singleRead) {
        FileChannel channel = openFiles.get(file);
        if (channel != null) {
            if (fill(channel, singleRead)) {
                return true;
            }
            close(file, channel);
        }
        // The device may have been unplugged and plugged in again under the same name.
        try {
            channel = FileChannel.open(file, StandardOpenOption.READ);
        } catch (IOException absent) {
            markAbsent(file, ABSENT_RETRY_INTERVAL);
            return false;
        }
        openFiles.put(file, channel);
        if (openFiles.size() > MAX_OPEN_FILES) {
            Map.Entry<Path, FileChannel> oldest = openFiles.firstEntry();
            close(oldest.getKey(), oldest.getValue());
        }
        if (fill(channel, singleRead)) {
            return true;
        }
        close(file, channel);
        markAbsent(file, UNREADABLE_RETRY_INTERVAL);
        return false;
    }

    private boolean fill(FileChannel channel, boolean singleRead) {
        try {
            buffer.clear();
            int read = channel.read(buffer, 0);
            while (read > 0 && !singleRead && buffer.position() < MAX_FILE_BYTES) {
                if (!buffer.hasRemaining()) {
                    growBuffer();
                }
                read = channel.read(buffer, buffer.position());
            }
        } catch (IOException unreadable) {
            return false;
        }
        buffer.flip();
        if (bytes.length < buffer.limit()) {
            bytes = new byte[buffer.capacity()];
        }
        int length = buffer.limit();
        buffer.get(bytes, 0, length);
        text.reset(bytes, length);
        return true;
    }

    private void growBuffer() {
        ByteBuffer larger = ByteBuffer.allocateDirect(Math.min(MAX_FILE_BYTES, buffer.capacity() * 4));
        larger.put(buffer.flip());
        buffer = larger;
    }

    private void markAbsent(Path file, Duration duration) {
        clearIfFull(absentUntil);
        absentUntil.put(file, nanoTime.getAsLong() + duration.toNanos());
    }

    private void close(Path file, FileChannel channel) {
        openFiles.remove(file);
        try {
            channel.close();
        } catch (IOException ignored) {
            // It was only read: nothing is lost.
        }
    }

    private static void clearIfFull(Map<?, ?> map) {
        if (map.size() >= MAX_CACHE_ENTRIES) {
            map.clear();
        }
    }
}
