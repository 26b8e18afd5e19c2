// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.takeover;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.foundation.log.PlainText;
import peaceofmind.recorder.storage.ImportedVideos;
import peaceofmind.recorder.storage.ImportedVideos.Entry;
import peaceofmind.recorder.storage.ImportedVideos.NewVideo;
import peaceofmind.recorder.storage.StorageException;
import peaceofmind.recorder.storage.StorageFolders;
import peaceofmind.recorder.storage.Video;
import peaceofmind.recorder.storage.VideoStatus;
import peaceofmind.recorder.storage.VideoStore;
import peaceofmind.recorder.takeover.ImportItem.Kind;
import peaceofmind.recorder.takeover.ImportItem.Result;

/**
 * Takes rows and files over, one after the other: first the file, whole and durable, then in one transaction its row and the record that it
 * was taken over, then, if it is moved, the original's removal. Interrupted at any point, the next run finds what is missing.
 */
final class VideoImport {

    private static final Set<String> COLUMNS = Set.of(
            "created_at",
            "updated_at",
            "duration_seconds",
            "upload_attempts",
            "last_upload_attempt",
            "upload_error",
            "youtube_url",
            "quality",
            "validation_error");

    private final ExistingFiles source;
    private final StorageFolders folders;
    private final VideoStore store;
    private final ImportedVideos imported;
    private final FilePlacement placement;
    private final Reserve reserve;

    /** Of each size, the files whose content is or will be here, with the name of the row or file that has it. */
    private final Map<Long, List<KnownFile>> knownBySize = new HashMap<>();

    private record KnownFile(SourceFile file, String name) {}

    /**
     * Free space that copies leave.
     *
     * @param usable bytes that can still be written
     * @param bytes that must stay free, so that the recorder can record
     */
    record Reserve(LongSupplier usable, long bytes) {
        boolean allows(long copied) {
            return usable.getAsLong() - copied >= bytes;
        }
    }

    VideoImport(
            StorageFolders folders,
            VideoStore store,
            ImportedVideos imported,
            FilePlacement placement,
            Reserve reserve) {
        this.source = placement.source();
        this.folders = folders;
        this.store = store;
        this.imported = imported;
        this.placement = placement;
        this.reserve = reserve;
    }

    /** Something to take over. */
    record Step(Kind kind, String name, long bytesToCopy, Action action) {

        interface Action {
            ImportItem run() throws IOException, StorageException, TakeoverException;
        }
    }

    /** What has to be done; reads files that can be copies of each other. */
    List<Step> plan(VideoPlan plan) throws IOException, StorageException {
        List<Step> steps = new ArrayList<>();
        for (Map.Entry<ExistingRow, Optional<SourceFile>> match : plan.rows().entrySet()) {
            ExistingRow row = match.getKey();
            Optional<SourceFile> file = match.getValue();
            String name = PlainText.of(row.item().substring("row:".length()));
            file.ifPresent(found -> addKnown(found, name));
            boolean copied = file.isPresent() && !isImported(row.item());
            steps.add(new Step(Kind.ROW, name, copied ? file.get().bytes() : 0, () -> takeOver(row, file, name)));
        }
        for (SourceFile file : plan.others()) {
            steps.add(fileStep(file));
        }
        return steps;
    }

    private void addKnown(SourceFile file, String name) {
        knownBySize.computeIfAbsent(file.bytes(), _ -> new ArrayList<>()).add(new KnownFile(file, name));
    }

    /** Whether an earlier import has found a file for that item. */
    boolean isImported(String item) throws StorageException {
        return imported.find(item).flatMap(Entry::fileName).isPresent();
    }

    private ImportItem takeOver(ExistingRow row, Optional<SourceFile> file, String name)
            throws IOException, StorageException, TakeoverException {
        String item = row.item();
        Optional<Entry> before = imported.find(item);
        if (before.flatMap(Entry::fileName).isPresent()) {
            return completeEarlierImport(row, file, name, before.get());
        } else if (row.fileName().isEmpty()) {
            saveRow(row, before);
            return new ImportItem(
                    Kind.ROW, name, Result.NOT_TAKEN_OVER, "its name is not that of a file; the row is archived");
        } else if (file.isEmpty() && row.status() == VideoStatus.COMPLETED) {
            saveUploaded(row, before);
            return new ImportItem(Kind.ROW, name, Result.ROW_ARCHIVED, "uploaded, and its file was removed");
        } else if (file.isEmpty()) {
            saveRow(row, before);
            return new ImportItem(
                    Kind.ROW,
                    name,
                    Result.NOT_TAKEN_OVER,
                    "its file is missing (" + row.status().columnValue() + "); the row is archived");
        }
        return takeOver(
                item,
                new NewRow(Kind.ROW, name, row.fileName().get(), row.status(), columns(row, file.get())),
                file.get(),
                Optional.of(row.toJson()),
                rowDetail(row, file.get()));
    }

    /** The row says where the video can be watched. Without the time when it was made, nothing would say how long to keep it. */
    private void saveUploaded(ExistingRow row, Optional<Entry> before) throws StorageException {
        String fileName = row.fileName().orElseThrow();
        boolean dated = row.text("created_at").filter(text -> !text.isBlank()).isPresent();
        if (!dated || store.find(fileName).isPresent()) {
            saveRow(row, before);
            return;
        }
        imported.add(
                row.item(),
                new NewVideo(fileName, row.status(), knownColumns(row)),
                new Entry(Optional.of(fileName), Optional.empty(), Optional.of(row.toJson())));
    }

    private void saveRow(ExistingRow row, Optional<Entry> before) throws StorageException {
        Entry entry = new Entry(Optional.empty(), Optional.empty(), Optional.of(row.toJson()));
        if (!before.equals(Optional.of(entry))) {
            imported.save(row.item(), entry);
        }
    }

    private static Map<String, Object> knownColumns(ExistingRow row) {
        Map<String, Object> columns = new HashMap<>(row.columns());
        columns.keySet().retainAll(COLUMNS);
        if (!(columns.get("upload_attempts") instanceof Number)) {
            columns.put("upload_attempts", 0);
        }
        return columns;
    }

    private static Map<String, Object> columns(ExistingRow row, SourceFile file) {
        Map<String, Object> columns = knownColumns(row);
        if (row.text("created_at").filter(text -> !text.isBlank()).isEmpty()) {
            columns.put("created_at", file.modifiedAt().toString());
        }
        columns.put("file_size_bytes", file.bytes());
        return columns;
    }

    private static String rowDetail(ExistingRow row, SourceFile file) {
        List<String> notes = new ArrayList<>();
        String status = row.text("status").orElse("none");
        if (!status.equals(row.status().columnValue())) {
            notes.add("its status was " + PlainText.of(status) + ", now "
                    + row.status().columnValue());
        }
        if (row.bytes().isPresent() && row.bytes().get() != file.bytes()) {
            notes.add("its row has " + row.bytes().get() + " bytes, its file " + file.bytes());
        }
        if (!Optional.of(file.name()).equals(row.fileName())) {
            notes.add("its file was " + PlainText.of(file.path().toString()));
        }
        return String.join("; ", notes);
    }

    private record NewRow(Kind kind, String name, String fileName, VideoStatus status, Map<String, Object> columns) {}

    private ImportItem takeOver(String item, NewRow row, SourceFile file, Optional<String> original, String detail)
            throws IOException, StorageException, TakeoverException {
        String ours = place(row.fileName(), row.status(), file);
        Entry entry = new Entry(Optional.of(ours), Optional.of(file.bytes()), original);
        boolean present = store.find(ours).isPresent();
        if (present) {
            imported.save(item, entry);
        } else {
            imported.add(item, new NewVideo(ours, row.status(), row.columns()), entry);
        }
        List<String> notes = new ArrayList<>(detail.isEmpty() ? List.of() : List.of(detail));
        if (!ours.equals(row.fileName())) {
            notes.add("here as " + PlainText.of(ours) + ": another video has its name");
        }
        placement.removeSource(file).ifPresent(failure -> notes.add(notRemoved(file, failure)));
        return new ImportItem(
                row.kind(), row.name(), present ? Result.ALREADY_HERE : Result.TAKEN_OVER, String.join("; ", notes));
    }

    private String notRemoved(SourceFile file, IOException failure) {
        return "the original could not be removed: "
                + PlainText.of(source.root().resolve(file.path()) + ": " + ErrorText.of(failure));
    }

    /** The name under which the file is here. */
    private String place(String wanted, VideoStatus status, SourceFile file)
            throws IOException, StorageException, TakeoverException {
        for (int n = 1; ; n++) {
            String name = numbered(wanted, n);
            List<Path> existing =
                    folders.candidatePaths(name).filter(Files::exists).toList();
            for (Path path : existing) {
                if (source.isSame(file, path)) {
                    return name;
                }
            }
            if (existing.isEmpty() && store.find(name).isEmpty()) {
                Path target = folders.forStatus(status).resolve(name);
                checkSpace(file);
                placement.place(file, target);
                return name;
            }
        }
    }

    private static String numbered(String name, int n) {
        int dot = name.lastIndexOf('.');
        return n == 1 ? name : dot <= 0 ? name + "-" + n : name.substring(0, dot) + "-" + n + name.substring(dot);
    }

    private void checkSpace(SourceFile file) throws TakeoverException {
        if (placement.mode() == ImportMode.COPY && !reserve.allows(file.bytes())) {
            throw new TakeoverException(
                    "stopped: the free space has become too little; make some, and run it again to continue");
        }
    }

    private ImportItem completeEarlierImport(ExistingRow row, Optional<SourceFile> file, String name, Entry before)
            throws IOException, StorageException, TakeoverException {
        String ours = before.fileName().orElseThrow();
        Optional<Video> video = store.find(ours);
        Entry now = new Entry(before.fileName(), before.bytes(), Optional.of(row.toJson()));
        boolean changed = !now.equals(before);
        if (video.isEmpty() || wasRemovedAfterUpload(video.get())) {
            return new ImportItem(Kind.ROW, name, Result.ALREADY_HERE, "taken over earlier, and removed here since");
        }
        Result result = Result.ALREADY_HERE;
        List<String> notes = new ArrayList<>();
        if (file.isPresent() && !Files.exists(video.get().path())) {
            checkSpace(file.get());
            placement.place(file.get(), folders.forStatus(video.get().status()).resolve(ours));
            if (row.status() == VideoStatus.PENDING && video.get().status() == VideoStatus.FAILED) {
                // Failed only because its file was missing.
                store.retryUpload(video.get(), true);
            }
            result = Result.UPDATED;
            notes.add("its file was missing here");
        }
        if (changed && row.status() == VideoStatus.COMPLETED && video.get().status() != VideoStatus.COMPLETED) {
            imported.markUploaded(row.item(), video.get(), row.columns(), now);
            result = Result.UPDATED;
            notes.add("uploaded by the existing recorder since");
        } else if (changed) {
            imported.save(row.item(), now);
        }
        if (file.isPresent() && isHere(ours, file.get())) {
            placement.removeSource(file.get()).ifPresent(failure -> notes.add(notRemoved(file.get(), failure)));
        }
        return new ImportItem(Kind.ROW, name, result, String.join("; ", notes));
    }

    private static boolean wasRemovedAfterUpload(Video video) {
        return video.status() == VideoStatus.COMPLETED && Files.notExists(video.path());
    }

    private boolean isHere(String ours, SourceFile file) throws IOException {
        if (placement.mode() != ImportMode.MOVE) {
            return false;
        }
        for (Path path : folders.candidatePaths(ours).toList()) {
            if (source.isSame(file, path)) {
                return true;
            }
        }
        return false;
    }

    private Step fileStep(SourceFile file) throws IOException, StorageException {
        String item = "file:" + file.path();
        String name = PlainText.of(file.path().toString());
        Optional<ImportItem> nothingToCopy = withoutCopy(file, item, name);
        if (nothingToCopy.isPresent()) {
            Optional<Entry> before = imported.find(item);
            return new Step(
                    Kind.FILE,
                    name,
                    0,
                    () -> before.isPresent()
                            ? withoutOriginal(nothingToCopy.get(), before.get(), file)
                            : nothingToCopy.get());
        }
        Optional<KnownFile> copy = findCopy(file);
        if (copy.isPresent()) {
            Entry entry = new Entry(Optional.of(copy.get().name()), Optional.of(file.bytes()), Optional.empty());
            return new Step(Kind.FILE, name, 0, () -> {
                imported.save(item, entry);
                return withoutOriginal(
                        new ImportItem(
                                Kind.FILE,
                                name,
                                Result.SECOND_COPY,
                                "of " + copy.get().name()),
                        entry,
                        file);
            });
        }
        addKnown(file, name);
        return new Step(
                Kind.FILE,
                name,
                file.bytes(),
                () -> takeOver(item, withoutRow(file, name), file, Optional.empty(), detailWithoutRow(file)));
    }

    private Optional<ImportItem> withoutCopy(SourceFile file, String item, String name) throws StorageException {
        Optional<Entry> before = imported.find(item);
        if (file.type() == SourceFile.Type.LINK) {
            return Optional.of(new ImportItem(
                    Kind.FILE, name, Result.NOT_TAKEN_OVER, "a symbolic link: put the file itself in its place"));
        } else if (file.type() == SourceFile.Type.SPECIAL) {
            return Optional.of(new ImportItem(Kind.FILE, name, Result.NOT_NEEDED, "not a regular file"));
        } else if (!file.isVideo()) {
            return Optional.of(new ImportItem(Kind.FILE, name, Result.NOT_NEEDED, "not a video"));
        } else if (file.bytes() == 0) {
            return Optional.of(new ImportItem(Kind.FILE, name, Result.NOT_NEEDED, "empty"));
        } else if (before.isPresent() && before.get().bytes().equals(Optional.of(file.bytes()))) {
            return Optional.of(new ImportItem(Kind.FILE, name, Result.ALREADY_HERE, ""));
        }
        return Optional.empty();
    }

    /** Removes the original of something that is here, if files are moved: also where an earlier import was interrupted before that. */
    private ImportItem withoutOriginal(ImportItem item, Entry entry, SourceFile file) throws IOException {
        if (!item.isAccountedFor()
                || entry.fileName().isEmpty()
                || !isHere(entry.fileName().get(), file)) {
            return item;
        }
        Optional<IOException> failure = placement.removeSource(file);
        return failure.isEmpty()
                ? item
                : new ImportItem(item.kind(), item.name(), item.result(), notRemoved(file, failure.get()));
    }

    private Optional<KnownFile> findCopy(SourceFile file) throws IOException {
        for (KnownFile known : knownBySize.getOrDefault(file.bytes(), List.of())) {
            if (source.isSame(file, known.file())) {
                return Optional.of(known);
            }
        }
        return Optional.empty();
    }

    /** Without a row nobody knows whether it was uploaded, so it is not uploaded again unasked: its owner decides. */
    private static NewRow withoutRow(SourceFile file, String name) {
        VideoStatus status = statusOf(file);
        Map<String, Object> columns = new HashMap<>();
        columns.put("created_at", file.modifiedAt().toString());
        columns.put("file_size_bytes", file.bytes());
        if (status == VideoStatus.FAILED) {
            columns.put("upload_error", detailWithoutRow(file));
        }
        return new NewRow(Kind.FILE, name, file.name(), status, columns);
    }

    private static VideoStatus statusOf(SourceFile file) {
        return switch (file.folder()) {
            case "uploaded" -> VideoStatus.COMPLETED;
            case "corrupted" -> VideoStatus.CORRUPTED;
            default -> VideoStatus.FAILED;
        };
    }

    private static String detailWithoutRow(SourceFile file) {
        return statusOf(file) == VideoStatus.FAILED
                ? "it had no row, so it is not uploaded unasked: peace videos upload " + PlainText.of(file.name())
                : "it had no row";
    }
}
