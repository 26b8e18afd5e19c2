// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.storage;

import java.util.ArrayList;
import java.util.List;
import peaceofmind.foundation.time.Clock;

/** Removes the files of expired videos, and rows that are older than what is kept of the history. */
public final class CleanUp {

    private final VideoStore store;
    private final RetentionPolicy retention;
    private final Clock clock;

    public CleanUp(VideoStore store, RetentionPolicy retention, Clock clock) {
        this.store = store;
        this.retention = retention;
        this.clock = clock;
    }

    /**
     * Runs once and returns the names of the removed videos.
     *
     * @throws StorageException when a video could not be removed; the others have been removed all the same
     */
    public List<String> run() throws StorageException {
        List<String> removed = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        for (Video video : retention.removable(store.removable(VideoStatus.COMPLETED), clock.now())) {
            try {
                store.remove(video);
                removed.add(video.fileName());
            } catch (StorageException failure) {
                failures.add(String.valueOf(failure.getMessage()));
            }
        }
        store.removeHistory(clock.now().minus(retention.history()));
        if (!failures.isEmpty()) {
            throw new StorageException(removed.size() + " video(s) removed, " + failures.size()
                    + " could not be removed: " + String.join("; ", failures));
        }
        return removed;
    }

    /** Removes uploaded videos, oldest first, until that many bytes fit; returns whether they do. */
    public boolean makeSpaceFor(FreeSpaceLimits limits, long bytes) throws StorageException {
        if (limits.fits(bytes)) {
            return true;
        }
        for (Video video : store.removable(VideoStatus.COMPLETED)) {
            store.remove(video);
            if (limits.fits(bytes)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Removes uploaded videos, oldest first, until there is enough free space to record. Never removes any others.
     *
     * @return the names of the removed videos
     */
    public List<String> makeSpace(FreeSpaceLimits limits) throws StorageException {
        List<String> removed = new ArrayList<>();
        for (Video video : store.removable(VideoStatus.COMPLETED)) {
            FreeSpaceLevel level = limits.check();
            if (level != FreeSpaceLevel.REFUSE && level != FreeSpaceLevel.STOP) {
                break;
            }
            store.remove(video);
            removed.add(video.fileName());
        }
        return removed;
    }
}
