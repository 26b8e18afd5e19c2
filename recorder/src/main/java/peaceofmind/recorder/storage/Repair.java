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

/** Brings rows and files together again at every start: none is lost, and nothing is changed silently. */
final class Repair {

    private final StorageFolders folders;
    private final VideoStore store;
    private final Finisher finisher;
    private final List<String> repairs;

    private Repair(StorageFolders folders, VideoStore store, Finisher finisher, List<String> repairs) {
        this.folders = folders;
        this.store = store;
        this.finisher = finisher;
        this.repairs = repairs;
    }

    static VideoStore.Opened open(StorageFolders folders, Finisher finisher, Clock clock)
            throws StorageException, InterruptedException {
        List<String> repairs = new ArrayList<>();
        try {
            folders.create();
        } catch (IOException refused) {
            throw new StorageException("cannot make the folders below " + folders.root(), refused);
        }
        VideoStore store = new VideoStore(folders, database(folders, repairs), clock);
        try {
            Repair repair = new Repair(folders, store, finisher, repairs);
            repair.removeUnfinished();
            repair.rows();
            repair.files();
            return new VideoStore.Opened(store, new RepairReport(store.all().size(), repairs));
        } catch (StorageException | RuntimeException failed) {
            store.close();
            throw failed;
        }
    }

    /** A database that is damaged is set aside and made anew from the folders: footage is worth more than its rows. */
    private static Database database(StorageFolders folders, List<String> repairs) throws StorageException {
        Path file = folders.database();
        try {
            return Database.open(file);
        } catch (SQLException damaged) {
            if (!isDamage(damaged)) {
                throw new StorageException("cannot open " + file, damaged);
            }
            try {
                repairs.add("the database was damaged (" + damaged.getMessage() + ") and is made anew; the old one is "
                        + DurableFile.moveAside(file).getFileName());
                for (String part : List.of("-wal", "-shm")) {
                    Path beside = file.resolveSibling(file.getFileName() + part);
                    if (Files.exists(beside)) {
                        DurableFile.moveAside(beside);
                    }
                }
                return Database.open(file);
            } catch (IOException | SQLException stays) {
                throw new StorageException("the damaged database " + file + " can't be replaced", stays);
            }
        }
    }

    private static boolean isDamage(SQLException problem) {
        String message = String.valueOf(problem.getMessage());
        return message.contains("SQLITE_CORRUPT")
                || message.contains("SQLITE_NOTADB")
                || message.contains("found damage");
    }

    private void removeUnfinished() throws StorageException {
        for (VideoStatus status : VideoStatus.values()) {
            for (Path file : list(folders.of(status))) {
                String name = file.getFileName().toString();
                if (name.startsWith(".") && name.endsWith(".part")) {
                    delete(file);
                }
            }
        }
    }

    private void rows() throws StorageException {
        int unreadable = store.removeUnreadable();
        if (unreadable > 0) {
            repairs.add(unreadable + " row(s) had a file name that is none, and were removed");
        }
        for (Video video : store.all()) {
            if (video.status() == VideoStatus.IN_PROGRESS) {
                store.move(video, VideoStatus.PENDING, Optional.empty());
                repairs.add(video.fileName() + " was being uploaded and is pending again");
            }
            VideoStatus status = video.status() == VideoStatus.IN_PROGRESS ? VideoStatus.PENDING : video.status();
            Path place = folders.of(status).resolve(video.fileName());
            if (!Files.exists(place)) {
                store.moveFile(video.fileName(), status);
                if (Files.exists(place)) {
                    repairs.add(video.fileName() + " was moved to " + status.folder());
                } else {
                    withoutFile(video, status);
                }
            }
            if (!video.path().equals(place)) {
                store.move(video, status, Optional.empty());
            }
        }
    }

    private void withoutFile(Video video, VideoStatus status) throws StorageException {
        if (status == VideoStatus.COMPLETED) {
            // Its removal was interrupted between file and row.
            store.remove(video);
            repairs.add(video.fileName() + " was uploaded and its file is gone: its row was removed");
        } else if (status != VideoStatus.FAILED) {
            store.move(video, VideoStatus.FAILED, Optional.of("its file is gone"));
            repairs.add("the file of " + video.fileName() + " is gone: failed");
        }
    }

    private void files() throws StorageException, InterruptedException {
        for (VideoStatus status :
                List.of(VideoStatus.PENDING, VideoStatus.COMPLETED, VideoStatus.FAILED, VideoStatus.CORRUPTED)) {
            for (Path file : list(folders.of(status))) {
                String name = file.getFileName().toString();
                boolean isVideo = name.endsWith(".mp4") || name.endsWith(".mkv");
                if (isVideo && store.find(name).isEmpty() && !hasRaw(name)) {
                    adopt(file, name, status);
                }
            }
        }
    }

    /** Its raw recording is still there: salvage makes the video again. */
    private boolean hasRaw(String name) {
        return Files.exists(folders.recording().resolve(name.replaceAll("\\.mp4$", ".mkv")));
    }

    private void adopt(Path file, String name, VideoStatus found) throws StorageException, InterruptedException {
        VideoFacts facts;
        try {
            facts = finisher.probe(file);
        } catch (FinishException hindered) {
            repairs.add(file + " has no row, and cannot be checked now: " + hindered.getMessage());
            return;
        }
        boolean bad = facts.quality() != VideoQuality.VALID && found == VideoStatus.PENDING;
        VideoStatus status = bad ? VideoStatus.CORRUPTED : found;
        store.add(name, status, facts);
        store.moveFile(name, status);
        repairs.add(name + " had no row and has one again (" + status.column() + ")");
    }

    private static List<Path> list(Path folder) throws StorageException {
        try (Stream<Path> found = Files.list(folder)) {
            return found.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException refused) {
            throw new StorageException("cannot list " + folder, refused);
        }
    }

    private static void delete(Path file) throws StorageException {
        try {
            Files.delete(file);
        } catch (IOException refused) {
            throw new StorageException("cannot remove " + file, refused);
        }
    }
}
