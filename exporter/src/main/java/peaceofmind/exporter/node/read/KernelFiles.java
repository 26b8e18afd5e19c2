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
 * Reads files of /proc and /sys again and again: they stay open, and are read from their beginning into one buffer. What is not there
 * is not asked for again within {@link #RETRY}; hardware is listed once in {@link #LISTING}. For one thread.
 *
 * <p>The {@link Text} that it hands out is the same one each time: it is good until the next file is read.
 */
public final class KernelFiles {

    public static final int MAX_BYTES = 1024 * 1024;

    static final int MAX_OPEN = 400;
    private static final int MAX_REMEMBERED = 2_000;
    private static final int MAX_NAMES = 1_000;
    private static final Duration RETRY = Duration.ofSeconds(60);
    private static final Duration RETRY_UNREADABLE = Duration.ofSeconds(10);
    private static final Duration LISTING = Duration.ofSeconds(60);

    private record Listing(long until, List<String> names) {}

    private final LongSupplier nanoTime;
    private final Map<Path, Long> absentUntil = new HashMap<>();
    private final Map<Path, Listing> listings = new HashMap<>();
    private final Text text = new Text();
    private final LinkedHashMap<Path, FileChannel> open = new LinkedHashMap<>(64, 0.75f, true);
    private ByteBuffer buffer = ByteBuffer.allocateDirect(16 * 1024);
    private byte[] bytes = new byte[16 * 1024];

    public KernelFiles(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** The file's content; fails, naming it, where it can't be read. */
    public Text require(Path file) throws IOException {
        return read(file).orElseThrow(() -> new IOException(file + " is not there, or can't be read"));
    }

    /** The file's content, at most {@link #MAX_BYTES}; empty where it is not there or can't be read. */
    public Optional<Text> read(Path file) throws IOException {
        return present(file) && fill(file, false) ? Optional.of(text) : Optional.empty();
    }

    /** A file of /sys that holds one value: the text without blanks at its ends; empty where there is none. */
    public Optional<String> value(Path file) throws IOException {
        return present(file) && fill(file, true)
                ? Optional.of(text.all()).filter(value -> !value.isEmpty())
                : Optional.empty();
    }

    /** A file of /sys that holds one number, decimal or with 0x; NaN where there is none. */
    public double number(Path file) throws IOException {
        return present(file) && fill(file, true) && text.nextLine() && text.nextWord() ? text.number() : Double.NaN;
    }

    /** The same, for what can't be below 0: such a number is none. */
    public double count(Path file) throws IOException {
        double number = number(file);
        return number >= 0 ? number : Double.NaN;
    }

    /** Names in a folder, sorted, as they were at most a minute ago; none where there is no such folder. */
    public List<String> names(Path folder) {
        long now = nanoTime.getAsLong();
        Listing known = listings.get(folder);
        if (known == null || now - known.until > 0) {
            known = new Listing(now + LISTING.toNanos(), list(folder));
            bound(listings);
            listings.put(folder, known);
        }
        return known.names;
    }

    private static List<String> list(Path folder) {
        List<String> names = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
                for (Path entry : entries) {
                    if (names.size() < MAX_NAMES) {
                        names.add(String.valueOf(entry.getFileName()));
                    }
                }
            } catch (IOException unreadable) {
                return List.of();
            }
        }
        return names.stream().sorted().toList();
    }

    private boolean present(Path file) {
        Long until = absentUntil.get(file);
        if (until != null && nanoTime.getAsLong() - until > 0) {
            absentUntil.remove(file);
            until = null;
        }
        return until == null;
    }

    /** @param once whether one read has it all: so it is in /sys, while a file of /proc may come in pieces */
    private boolean fill(Path file, boolean once) {
        FileChannel channel = open.get(file);
        if (channel != null) {
            if (fill(channel, once)) {
                return true;
            }
            close(file, channel);
        }
        // Perhaps its device was unplugged and plugged in again, under the same name.
        try {
            channel = FileChannel.open(file, StandardOpenOption.READ);
        } catch (IOException absent) {
            remember(file, RETRY);
            return false;
        }
        open.put(file, channel);
        if (open.size() > MAX_OPEN) {
            Map.Entry<Path, FileChannel> oldest = open.firstEntry();
            close(oldest.getKey(), oldest.getValue());
        }
        if (fill(channel, once)) {
            return true;
        }
        close(file, channel);
        remember(file, RETRY_UNREADABLE);
        return false;
    }

    private boolean fill(FileChannel channel, boolean once) {
        try {
            buffer.clear();
            int read = channel.read(buffer, 0);
            while (read > 0 && !once && buffer.position() < MAX_BYTES) {
                if (!buffer.hasRemaining()) {
                    enlarge();
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

    private void enlarge() {
        ByteBuffer larger = ByteBuffer.allocateDirect(Math.min(MAX_BYTES, buffer.capacity() * 4));
        larger.put(buffer.flip());
        buffer = larger;
    }

    private void remember(Path file, Duration duration) {
        bound(absentUntil);
        absentUntil.put(file, nanoTime.getAsLong() + duration.toNanos());
    }

    private void close(Path file, FileChannel channel) {
        open.remove(file);
        try {
            channel.close();
        } catch (IOException unimportant) {
            // It was only read: nothing is lost with it.
        }
    }

    private static void bound(Map<?, ?> map) {
        if (map.size() >= MAX_REMEMBERED) {
            map.clear();
        }
    }
}
