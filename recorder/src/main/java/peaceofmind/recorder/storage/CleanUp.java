package peaceofmind.recorder.storage;

import java.util.ArrayList;
import java.util.List;
import peaceofmind.foundation.time.Clock;

/** Removes what retention allows. */
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
     * One run; the names of the videos that were removed.
     *
     * @throws StorageException when one could not be: the others are, all the same
     */
    public List<String> run() throws StorageException {
        List<String> removed = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        for (Video video : retention.removable(store.all(VideoStatus.COMPLETED), clock.now())) {
            try {
                store.remove(video);
                removed.add(video.fileName());
            } catch (StorageException failure) {
                failures.add(String.valueOf(failure.getMessage()));
            }
        }
        if (!failures.isEmpty()) {
            throw new StorageException(removed.size() + " video(s) were removed, and " + failures.size()
                    + " could not be: " + String.join("; ", failures));
        }
        return removed;
    }
}
