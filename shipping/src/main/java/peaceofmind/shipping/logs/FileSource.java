package peaceofmind.shipping.logs;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/**
 * The lines of one log file, through rotation by rename, copytruncate and truncation: older files first. The files themselves are
 * what waits; only what a rotation removes while the agent is not running is lost.
 */
final class FileSource implements LogSource {

    /** Older files that wait, each of which is held open. */
    private static final int MAX_SEGMENTS = 16;

    private final Path path;
    private final Consumer<String> say;
    private final Deque<Segment> segments = new ArrayDeque<>();
    private boolean firstLook;
    private boolean changed;
    private boolean marksAreNew;
    private long newestNanos = Long.MIN_VALUE / 2;
    private long lost;

    /** @param saved what an earlier run saved; empty when there was none: then what is in the file already is not sent */
    FileSource(Path path, Optional<JsonObject> saved, Consumer<String> say) {
        this.path = path.toAbsolutePath();
        this.say = say;
        this.firstLook = saved.isEmpty();
        // Also that there was no file yet must be known after a restart: then all of it is sent.
        this.changed = saved.isEmpty();
        saved.ifPresent(this::resume);
    }

    private void resume(JsonObject saved) {
        newestNanos = saved.integer("newest").orElse(newestNanos);
        for (Json json : saved.items("segments")) {
            if (json instanceof JsonObject segment) {
                try {
                    Optional<Path> found = find(segment);
                    if (found.isPresent()) {
                        segments.add(Segment.resume(found.get(), inode(found.get()), segment));
                    } else {
                        missing();
                    }
                } catch (IOException unreadable) {
                    missing();
                }
            }
        }
    }

    private void missing() {
        lost++;
        say.accept("a part of " + path + " was rotated away before its lines could be sent");
    }

    /** By its inode, else by its first bytes: a copy that copytruncate made. */
    private Optional<Path> find(JsonObject saved) throws IOException {
        List<Path> candidates = new ArrayList<>(Files.exists(path) ? List.of(path) : List.of());
        candidates.addAll(siblings());
        Optional<Path> copy = Optional.empty();
        for (Path candidate : candidates) {
            if (Segment.matches(candidate, saved)) {
                if (saved.integer("inode").orElse(-1L) == inode(candidate)) {
                    return Optional.of(candidate);
                }
                boolean sure = saved.integer("first_bytes").orElse(0L) > 0;
                copy = sure && copy.isEmpty() ? Optional.of(candidate) : copy;
            }
        }
        return copy;
    }

    /** Older files of this log, oldest first: {@code name.1}, {@code name-20260101}; not the compressed ones. */
    private List<Path> siblings() throws IOException {
        String name = String.valueOf(path.getFileName());
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(
                Objects.requireNonNull(path.getParent()),
                file -> String.valueOf(file.getFileName()).startsWith(name)
                        && !file.equals(path)
                        && !String.valueOf(file.getFileName()).matches(".*\\.(gz|xz|bz2|zst)")
                        && Files.isRegularFile(file))) {
            files.forEach(found::add);
        }
        found.sort(Comparator.comparingLong(FileSource::modified));
        return found;
    }

    private static long modified(Path file) {
        try {
            return Files.getLastModifiedTime(file).toMillis();
        } catch (IOException gone) {
            return 0;
        }
    }

    private static long inode(Path file) throws IOException {
        return ((Number) Files.getAttribute(file, "unix:ino")).longValue();
    }

    @Override
    public void look(Instant now) throws IOException {
        if (now.isBefore(LokiLimits.CLOCK_IS_SET_AFTER)) {
            // Time stamps would be wrong for ever: the file waits until the clock is set.
            return;
        }
        try {
            follow();
        } catch (NoSuchFileException absent) {
            // Between a rename and the new file, or not there yet: what is open goes on.
            firstLook = false;
        }
        for (Segment segment : segments) {
            mark(segment, now);
        }
        while (segments.size() > 1 && segments.getFirst().isDone()) {
            segments.removeFirst().close();
            changed = true;
        }
    }

    private void follow() throws IOException {
        long inode = inode(path);
        if (segments.isEmpty()) {
            add(path, inode, firstLook);
        } else if (segments.getLast().inode() != inode) {
            List<Path> between = rotatedSince(segments.getLast().inode());
            for (Path file : between) {
                add(file, inode(file), false);
            }
            add(path, inode, false);
        } else if (segments.getLast().isTruncated()) {
            truncated(inode);
        }
        firstLook = false;
    }

    private void add(Path file, long inode, boolean atEnd) throws IOException {
        segments.add(Segment.open(file, inode, atEnd));
        changed = true;
        if (segments.size() > MAX_SEGMENTS) {
            segments.removeFirst().close();
            missing();
        }
    }

    /** Files that came and were rotated between two looks: younger than the one that we know. */
    private List<Path> rotatedSince(long known) throws IOException {
        Set<Long> inodes = new HashSet<>();
        segments.forEach(segment -> inodes.add(segment.inode()));
        List<Path> younger = new ArrayList<>();
        boolean after = false;
        for (Path file : siblings()) {
            long inode = inode(file);
            if (after && !inodes.contains(inode)) {
                younger.add(file);
            }
            after |= inode == known;
        }
        return younger;
    }

    private void truncated(long inode) throws IOException {
        Segment emptied = segments.removeLast();
        JsonObject was = emptied.save();
        boolean done = emptied.isDone();
        emptied.close();
        if (!done) {
            for (Path copy : siblings()) {
                if (was.integer("first_bytes").orElse(0L) > 0 && Segment.matches(copy, was)) {
                    segments.add(Segment.resume(copy, inode(copy), was));
                    done = true;
                    break;
                }
            }
            if (!done) {
                missing();
            }
        }
        add(path, inode, false);
    }

    private void mark(Segment segment, Instant now) throws IOException {
        long nanos = LokiLimits.nanos(now);
        segment.notAfter(nanos + LokiLimits.MAX_AHEAD.toNanos() / 2, nanos);
        int before = segment.marks();
        segment.look(now, LokiLimits.inOrder(nanos, newestNanos));
        if (segment.marks() != before) {
            changed = true;
            marksAreNew = true;
        }
    }

    @Override
    public Optional<LogEntry> next(Instant now) throws IOException {
        for (Segment segment : segments) {
            Optional<LogEntry> entry = segment.next();
            if (entry.isPresent()) {
                String text = entry.get().text();
                newestNanos = Math.max(newestNanos, entry.get().nanos());
                return Optional.of(new LogEntry(
                        Map.of("filename", path.toString(), "level", Levels.ofLine(text)),
                        entry.get().nanos(),
                        text));
            }
        }
        return Optional.empty();
    }

    @Override
    public void acknowledge() {
        for (Segment segment : segments) {
            changed |= segment.acknowledge();
        }
    }

    @Override
    public boolean mustSaveFirst() {
        return marksAreNew;
    }

    @Override
    public boolean isChanged() {
        return changed;
    }

    @Override
    public JsonObject save() {
        changed = false;
        marksAreNew = false;
        return Json.object()
                .put("newest", newestNanos)
                .put("segments", segments.stream().map(Segment::save).toList())
                .build();
    }

    @Override
    public OptionalLong oldestNanos() {
        return segments.stream()
                .flatMap(segment -> segment.oldest().stream())
                .mapToLong(Mark::nanos)
                .findFirst();
    }

    @Override
    public long lost() {
        return lost;
    }

    @Override
    public void close() {
        segments.forEach(Segment::close);
    }
}
