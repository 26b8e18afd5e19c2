// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.storage;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import peaceofmind.recorder.capture.FinishException;
import peaceofmind.recorder.capture.Finisher;
import peaceofmind.recorder.capture.VideoFacts;
import peaceofmind.recorder.capture.VideoQuality;

/**
 * Gives rows to the files that have none, for example after the database was lost. Checking a file takes about a second, so they are
 * taken in batches between which new recordings are finished. Not thread-safe.
 */
final class Adoption {

    private static final int BATCH = 20;

    private final StorageFolders folders;
    private final VideoStore store;
    private final Deque<Orphan> orphans = new ArrayDeque<>();

    private record Orphan(Path file, VideoStatus found) {
        String name() {
            return file.getFileName().toString();
        }
    }

    private Adoption(StorageFolders folders, VideoStore store) {
        this.folders = folders;
        this.store = store;
    }

    /** Finds the files without a row. */
    static Adoption find(StorageFolders folders, VideoStore store) throws StorageException {
        Adoption adoption = new Adoption(folders, store);
        for (VideoStatus status :
                List.of(VideoStatus.PENDING, VideoStatus.COMPLETED, VideoStatus.FAILED, VideoStatus.CORRUPTED)) {
            for (Path file : StorageRepair.list(folders.forStatus(status))) {
                Orphan orphan = new Orphan(file, status);
                if (adoption.isOrphan(orphan)) {
                    adoption.orphans.add(orphan);
                }
            }
        }
        return adoption;
    }

    private boolean isOrphan(Orphan candidate) throws StorageException {
        String name = candidate.name();
        boolean isVideo = name.endsWith(".mp4") || name.endsWith(".mkv");
        return isVideo && store.find(name).isEmpty() && !hasRawFile(name);
    }

    /** Whether the raw recording still exists: salvaging will then make the video again. */
    private boolean hasRawFile(String name) {
        return Files.exists(folders.rawPath(name.replaceAll("\\.mp4$", ".mkv")));
    }

    boolean isDone() {
        return orphans.isEmpty();
    }

    /** Adopts the next batch; returns a line for each file. */
    List<String> adoptBatch(Finisher finisher) throws StorageException, InterruptedException {
        List<String> lines = new ArrayList<>();
        for (int n = 0; n < BATCH && !orphans.isEmpty(); n++) {
            Orphan orphan = orphans.remove();
            // It may have got its row, or been removed, since it was found.
            if (isOrphan(orphan) && Files.exists(orphan.file())) {
                lines.add(adopt(orphan, finisher));
            }
        }
        return lines;
    }

    private String adopt(Orphan orphan, Finisher finisher) throws StorageException, InterruptedException {
        VideoFacts facts;
        try {
            facts = finisher.probe(orphan.file());
        } catch (FinishException notChecked) {
            return orphan.file() + " has no row in the database and cannot be checked now: " + notChecked.getMessage();
        }
        boolean invalid = facts.quality() != VideoQuality.VALID && orphan.found() == VideoStatus.PENDING;
        VideoStatus status = invalid ? VideoStatus.CORRUPTED : orphan.found();
        store.add(orphan.name(), status, facts);
        store.moveFile(orphan.name(), status);
        return orphan.name() + " had no row in the database and was added again (" + status.columnValue() + ")";
    }
}
