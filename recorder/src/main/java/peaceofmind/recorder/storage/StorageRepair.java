// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import peaceofmind.foundation.time.Clock;

/** Reconciles rows and files at every start. No video is lost, and every change is reported. */
final class StorageRepair {

    private final StorageFolders folders;
    private final VideoStore store;
    private final List<String> repairs = new ArrayList<>();

    private StorageRepair(StorageFolders folders, VideoStore store) {
        this.folders = folders;
        this.store = store;
    }

    /** Prepares the folders. They suffice to record: a database that can't be used now is repaired by {@link VideoStore#repair} later. */
    static VideoStore.OpenedStore open(StorageFolders folders, Clock clock) throws StorageException {
        try {
            folders.create();
        } catch (IOException failure) {
            throw new StorageException("cannot create the folders below " + folders.root(), failure);
        }
        VideoStore store = new VideoStore(folders, new Database(folders.database()), clock);
        StorageRepair repair = new StorageRepair(folders, store);
        repair.removePartFiles();
        try {
            List<String> repairs = repairRows(folders, store);
            long videos = store.all().stream()
                    .filter(video -> Files.exists(video.path()))
                    .count();
            return new VideoStore.OpenedStore(store, new RepairReport(videos, repairs));
        } catch (StorageException unusable) {
            return new VideoStore.OpenedStore(
                    store,
                    new RepairReport(
                            0,
                            List.of("recording without the database for now, it is tried again: "
                                    + unusable.getMessage())));
        }
    }

    /** Makes rows and files agree, except for files without a row; returns what was changed. */
    static List<String> repairRows(StorageFolders folders, VideoStore store) throws StorageException {
        StorageRepair repair = new StorageRepair(folders, store);
        repair.repairRows();
        repair.repairs.addAll(store.takeNotices());
        return repair.repairs;
    }

    private void removePartFiles() throws StorageException {
        for (VideoStatus status : VideoStatus.values()) {
            for (Path file : list(folders.forStatus(status))) {
                String name = file.getFileName().toString();
                if (name.startsWith(".") && name.endsWith(".part")) {
                    delete(file);
                }
            }
        }
    }

    private void repairRows() throws StorageException {
        int unreadable = store.removeUnreadableRows();
        if (unreadable > 0) {
            repairs.add(unreadable + " row(s) with an invalid file name were removed");
        }
        Set<String> present = fileNames();
        for (Video video : store.all()) {
            if (video.status() == VideoStatus.IN_PROGRESS) {
                store.move(video, VideoStatus.PENDING, Optional.empty());
                repairs.add(video.fileName() + " was being uploaded and is pending again");
            }
            VideoStatus status = video.status() == VideoStatus.IN_PROGRESS ? VideoStatus.PENDING : video.status();
            Path expectedPath = folders.forStatus(status).resolve(video.fileName());
            if (!Files.exists(expectedPath)) {
                if (present.contains(video.fileName())) {
                    store.moveFile(video.fileName(), status);
                }
                if (Files.exists(expectedPath)) {
                    repairs.add(video.fileName() + " was moved to " + status.folder());
                } else {
                    handleMissingFile(video, status);
                }
            }
            if (!video.path().equals(expectedPath)) {
                store.move(video, status, Optional.empty());
            }
        }
    }

    /** Names of the files in the folders of all states. */
    private Set<String> fileNames() throws StorageException {
        Set<String> names = new HashSet<>();
        for (VideoStatus status : VideoStatus.values()) {
            list(folders.forStatus(status))
                    .forEach(file -> names.add(file.getFileName().toString()));
        }
        return names;
    }

    private void handleMissingFile(Video video, VideoStatus status) throws StorageException {
        // The row of an uploaded video says where it can be watched, whoever has removed its file.
        if (status != VideoStatus.COMPLETED && status != VideoStatus.FAILED) {
            store.move(video, VideoStatus.FAILED, Optional.of("its file is missing"));
            repairs.add("the file of " + video.fileName() + " is missing: marked as failed");
        }
    }

    static List<Path> list(Path folder) throws StorageException {
        try (Stream<Path> found = Files.list(folder)) {
            return found.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException failure) {
            throw new StorageException("cannot list " + folder, failure);
        }
    }

    private static void delete(Path file) throws StorageException {
        try {
            Files.delete(file);
        } catch (IOException failure) {
            throw new StorageException("cannot remove " + file, failure);
        }
    }
}
