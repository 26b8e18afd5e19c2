package peaceofmind.recorder.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import peaceofmind.foundation.file.DurableFile;
import peaceofmind.foundation.time.Clock;
import peaceofmind.recorder.capture.FinishException;
import peaceofmind.recorder.capture.Finisher;
import peaceofmind.recorder.capture.VideoFacts;
import peaceofmind.recorder.capture.VideoQuality;

/** Reconciles rows and files at every start. No video is lost, and every change is reported. */
final class StorageRepair {

    private final StorageFolders folders;
    private final VideoStore store;
    private final Finisher finisher;
    private final List<String> repairs;

    private StorageRepair(StorageFolders folders, VideoStore store, Finisher finisher, List<String> repairs) {
        this.folders = folders;
        this.store = store;
        this.finisher = finisher;
        this.repairs = repairs;
    }

    static VideoStore.OpenedStore open(StorageFolders folders, Finisher finisher, Clock clock)
            throws StorageException, InterruptedException {
        List<String> repairs = new ArrayList<>();
        try {
            folders.create();
        } catch (IOException failure) {
            throw new StorageException("cannot create the folders below " + folders.root(), failure);
        }
        VideoStore store = new VideoStore(folders, openDatabase(folders, repairs), clock);
        try {
            StorageRepair repair = new StorageRepair(folders, store, finisher, repairs);
            repair.removePartFiles();
            repair.repairRows();
            repair.adoptFiles();
            return new VideoStore.OpenedStore(
                    store, new RepairReport(store.all().size(), repairs));
        } catch (StorageException | RuntimeException failed) {
            store.close();
            throw failed;
        }
    }

    /** A damaged database is moved aside and rebuilt from the folders: footage is worth more than its rows. */
    private static Database openDatabase(StorageFolders folders, List<String> repairs) throws StorageException {
        Path file = folders.database();
        try {
            return Database.open(file);
        } catch (SQLException damaged) {
            if (!isCorruption(damaged)) {
                throw new StorageException("cannot open " + file, damaged);
            }
            try {
                repairs.add(
                        "the database was damaged (" + damaged.getMessage() + ") and is rebuilt; the old one is now "
                                + DurableFile.moveAside(file).getFileName());
                for (String suffix : List.of("-wal", "-shm")) {
                    Path sidecar = file.resolveSibling(file.getFileName() + suffix);
                    if (Files.exists(sidecar)) {
                        DurableFile.moveAside(sidecar);
                    }
                }
                return Database.open(file);
            } catch (IOException | SQLException failure) {
                throw new StorageException("the damaged database " + file + " can't be replaced", failure);
            }
        }
    }

    private static boolean isCorruption(SQLException problem) {
        String message = String.valueOf(problem.getMessage());
        return message.contains("SQLITE_CORRUPT")
                || message.contains("SQLITE_NOTADB")
                || message.contains("found damage");
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
        for (Video video : store.all()) {
            if (video.status() == VideoStatus.IN_PROGRESS) {
                store.move(video, VideoStatus.PENDING, Optional.empty());
                repairs.add(video.fileName() + " was being uploaded and is pending again");
            }
            VideoStatus status = video.status() == VideoStatus.IN_PROGRESS ? VideoStatus.PENDING : video.status();
            Path expectedPath = folders.forStatus(status).resolve(video.fileName());
            if (!Files.exists(expectedPath)) {
                store.moveFile(video.fileName(), status);
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

    private void handleMissingFile(Video video, VideoStatus status) throws StorageException {
        if (status == VideoStatus.COMPLETED) {
            // Its removal was interrupted after the file and before the row.
            store.remove(video);
            repairs.add(video.fileName() + " was uploaded and its file is missing: its row was removed");
        } else if (status != VideoStatus.FAILED) {
            store.move(video, VideoStatus.FAILED, Optional.of("its file is missing"));
            repairs.add("the file of " + video.fileName() + " is missing: marked as failed");
        }
    }

    private void adoptFiles() throws StorageException, InterruptedException {
        for (VideoStatus status :
                List.of(VideoStatus.PENDING, VideoStatus.COMPLETED, VideoStatus.FAILED, VideoStatus.CORRUPTED)) {
            for (Path file : list(folders.forStatus(status))) {
                String name = file.getFileName().toString();
                boolean isVideo = name.endsWith(".mp4") || name.endsWith(".mkv");
                if (isVideo && store.find(name).isEmpty() && !hasRawFile(name)) {
                    adopt(file, name, status);
                }
            }
        }
    }

    /** Whether the raw recording still exists: salvaging will then make the video again. */
    private boolean hasRawFile(String name) {
        return Files.exists(folders.recording().resolve(name.replaceAll("\\.mp4$", ".mkv")));
    }

    private void adopt(Path file, String name, VideoStatus found) throws StorageException, InterruptedException {
        VideoFacts facts;
        try {
            facts = finisher.probe(file);
        } catch (FinishException notChecked) {
            repairs.add(file + " has no row in the database and cannot be checked now: " + notChecked.getMessage());
            return;
        }
        boolean invalid = facts.quality() != VideoQuality.VALID && found == VideoStatus.PENDING;
        VideoStatus status = invalid ? VideoStatus.CORRUPTED : found;
        store.add(name, status, facts);
        store.moveFile(name, status);
        repairs.add(name + " had no row in the database and was added again (" + status.columnValue() + ")");
    }

    private static List<Path> list(Path folder) throws StorageException {
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
