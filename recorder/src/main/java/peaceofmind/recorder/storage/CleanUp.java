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

    /** One run; the names of the videos that were removed. */
    public List<String> run() throws StorageException {
        List<String> removed = new ArrayList<>();
        for (Video video : retention.removable(store.all(VideoStatus.COMPLETED), clock.now())) {
            store.remove(video);
            removed.add(video.fileName());
        }
        return removed;
    }
}
