// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.logs;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
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
 * The lines of one log file across rotation by rename, copytruncate and truncation, oldest file first. The files themselves are the
 * buffer: lines are lost only when rotation removes a file while the agent is not running.
 */
final class FileSource implements LogSource {

    /** Limit of rotated files with unsent lines, each of which stays open. */
    private static final int MAX_SEGMENTS = 16;

    private final Path path;
    private final Consumer<String> warn;
    private final Deque<FileSegment> segments = new ArrayDeque<>();
    private boolean firstPoll;
    private boolean changed;
    private boolean hasUnsavedRanges;
    private long newestNanos = Long.MIN_VALUE / 2;
    private long lost;

    /** @param saved state of an earlier run; empty on the first run, which sends only lines written from then on */
    FileSource(Path path, Optional<JsonObject> saved, Consumer<String> warn) {
        this.path = path.toAbsolutePath();
        this.warn = warn;
        this.firstPoll = saved.isEmpty();
        // Even a missing file must be saved: after a restart, all of a file that has appeared since is sent.
        this.changed = saved.isEmpty();
        saved.ifPresent(this::resume);
    }

    private void resume(JsonObject saved) {
        newestNanos = saved.integer("newest").orElse(newestNanos);
        List<Json> items = saved.items("segments");
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i) instanceof JsonObject segment) {
                boolean rotatedAndSent =
                        i < items.size() - 1 && segment.bool("done").orElse(false);
                if (!resumeSegment(segment) && !rotatedAndSent) {
                    reportLoss();
                }
            }
        }
    }

    private boolean resumeSegment(JsonObject segment) {
        try {
            Optional<Path> found = findSaved(segment);
            if (found.isPresent()) {
                segments.add(FileSegment.resume(found.get(), inode(found.get()), segment));
            }
            return found.isPresent();
        } catch (IOException unreadable) {
            return false;
        }
    }

    private void reportLoss() {
        lost++;
        warn.accept("a part of " + path + " was rotated away before its lines could be sent");
    }

    /** Finds the file by its inode, else by its first bytes: a copy that copytruncate made. */
    private Optional<Path> findSaved(JsonObject saved) throws IOException {
        List<Path> candidates = new ArrayList<>(Files.exists(path) ? List.of(path) : List.of());
        candidates.addAll(rotatedFiles());
        Optional<Path> copy = Optional.empty();
        for (Path candidate : candidates) {
            if (FileSegment.matches(candidate, saved)) {
                if (saved.integer("inode").orElse(-1L) == inode(candidate)) {
                    return Optional.of(candidate);
                }
                boolean hasFingerprint = saved.integer("first_bytes").orElse(0L) > 0;
                copy = hasFingerprint && copy.isEmpty() ? Optional.of(candidate) : copy;
            }
        }
        return copy;
    }

    /** Rotated files of this log, oldest first: {@code name.1}, {@code name-20260101}; without compressed ones. */
    private List<Path> rotatedFiles() throws IOException {
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
        found.sort(Comparator.comparingLong(FileSource::modifiedMillis));
        return found;
    }

    private static long modifiedMillis(Path file) {
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
    public void poll(Instant now) throws IOException {
        if (now.isBefore(LokiLimits.MIN_PLAUSIBLE_TIME)) {
            // Timestamps are final: wait until the clock is set.
            return;
        }
        try {
            follow();
        } catch (NoSuchFileException absent) {
            // Between a rename and the new file, or not created yet: keep reading the open segments.
            firstPoll = false;
        }
        for (FileSegment segment : segments) {
            scan(segment, now);
        }
        closeQuiet(now);
    }

    private void closeQuiet(Instant now) {
        Iterator<FileSegment> all = segments.iterator();
        while (all.hasNext()) {
            FileSegment segment = all.next();
            boolean isRotated = all.hasNext();
            if (isRotated && segment.isDone() && segment.isQuiet(now)) {
                all.remove();
                segment.close();
                changed = true;
            }
        }
    }

    private void follow() throws IOException {
        // Before anything is read: what is written meanwhile makes a difference at the next poll.
        FileTime modified = Files.getLastModifiedTime(path);
        long inode = inode(path);
        if (segments.isEmpty()) {
            addSegment(path, inode, firstPoll);
        } else if (segments.getLast().inode() != inode) {
            List<Path> rotated = rotatedSince(segments.getLast().inode());
            for (Path file : rotated) {
                addSegment(file, inode(file), false);
            }
            addSegment(path, inode, false);
        } else if (segments.getLast().isTruncated()) {
            handleTruncation(inode);
        } else if (segments.getLast().isModifiedWithoutGrowth(modified)) {
            handleEmptied(inode);
        }
        segments.getLast().setModified(modified);
        firstPoll = false;
    }

    private void addSegment(Path file, long inode, boolean atEnd) throws IOException {
        segments.add(FileSegment.open(file, inode, atEnd));
        changed = true;
        if (segments.size() > MAX_SEGMENTS) {
            Optional<FileSegment> sent =
                    segments.stream().filter(FileSegment::isDone).findFirst();
            FileSegment removed = sent.orElse(segments.getFirst());
            segments.remove(removed);
            removed.close();
            if (sent.isEmpty()) {
                reportLoss();
            }
        }
    }

    /** Files that appeared and were rotated between two polls: newer than the last known one. */
    private List<Path> rotatedSince(long knownInode) throws IOException {
        Set<Long> inodes = inodes();
        List<Path> newer = new ArrayList<>();
        boolean passedKnown = false;
        for (Path file : rotatedFiles()) {
            long inode = inode(file);
            if (passedKnown && !inodes.contains(inode)) {
                newer.add(file);
            }
            passedKnown |= inode == knownInode;
        }
        return newer;
    }

    /** Continues in the copy that copytruncate made, also when its last lines were written after the last scan. */
    private void handleTruncation(long inode) throws IOException {
        FileSegment truncated = segments.removeLast();
        boolean done = truncated.isDone();
        Optional<Path> copy = findCopy(truncated, done);
        JsonObject savedState = truncated.save();
        truncated.close();
        if (copy.isPresent()) {
            segments.add(FileSegment.resume(copy.get(), inode(copy.get()), savedState));
        } else if (!done) {
            reportLoss();
        }
        addSegment(path, inode, false);
    }

    /** A file that was empty, or is so again, shows only by its time that something was written, copied and truncated in between. */
    private void handleEmptied(long inode) throws IOException {
        if (findCopy(segments.getLast(), true).isPresent()) {
            handleTruncation(inode);
        }
    }

    /** @param done whether everything that was scanned is sent, so that only a copy with more lines is of interest */
    private Optional<Path> findCopy(FileSegment segment, boolean done) throws IOException {
        JsonObject savedState = segment.save();
        boolean hasFingerprint = savedState.integer("first_bytes").orElse(0L) > 0;
        Set<Long> open = inodes();
        for (Path copy : rotatedFiles().reversed()) {
            boolean matches = done ? segment.hasMoreIn(copy) : hasFingerprint && FileSegment.matches(copy, savedState);
            if (matches && !open.contains(inode(copy))) {
                return Optional.of(copy);
            }
        }
        return Optional.empty();
    }

    private Set<Long> inodes() {
        Set<Long> inodes = new HashSet<>();
        segments.forEach(segment -> inodes.add(segment.inode()));
        return inodes;
    }

    private void scan(FileSegment segment, Instant now) throws IOException {
        long nanos = LokiLimits.nanos(now);
        newestNanos = LokiLimits.plausibleNewest(newestNanos, nanos);
        segment.clampTimes(nanos + LokiLimits.MAX_AHEAD.toNanos() / 2, nanos);
        int rangesBefore = segment.rangeCount();
        segment.scan(now, LokiLimits.clampToOrder(nanos, newestNanos));
        if (segment.rangeCount() != rangesBefore) {
            changed = true;
            hasUnsavedRanges = true;
        }
    }

    @Override
    public Optional<LogEntry> next(Instant now) throws IOException {
        for (FileSegment segment : segments) {
            Optional<LogEntry> entry = segment.next();
            if (entry.isPresent()) {
                String text = entry.get().text();
                newestNanos = Math.max(newestNanos, entry.get().nanos());
                return Optional.of(new LogEntry(
                        Map.of("filename", path.toString(), "level", LogLevels.ofLine(text)),
                        entry.get().nanos(),
                        text));
            }
        }
        return Optional.empty();
    }

    @Override
    public void acknowledge() {
        for (FileSegment segment : segments) {
            changed |= segment.acknowledge();
        }
    }

    @Override
    public boolean mustSaveFirst() {
        return hasUnsavedRanges;
    }

    @Override
    public boolean isChanged() {
        return changed;
    }

    @Override
    public JsonObject save() {
        changed = false;
        hasUnsavedRanges = false;
        return Json.object()
                .put("newest", newestNanos)
                .put("segments", segments.stream().map(FileSegment::save).toList())
                .build();
    }

    @Override
    public OptionalLong oldestNanos() {
        return segments.stream()
                .flatMap(segment -> segment.oldestRange().stream())
                .mapToLong(ReadRange::nanos)
                .findFirst();
    }

    @Override
    public long lost() {
        return lost;
    }

    @Override
    public void close() {
        segments.forEach(FileSegment::close);
    }
}
