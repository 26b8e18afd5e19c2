package peaceofmind.recorder.storage;

import java.nio.file.Files;
import java.nio.file.Path;
import peaceofmind.foundation.time.Clock;

/** Stores with videos, for tests. */
public final class TestVideoStores {

    private TestVideoStores() {}

    /** Opens a store with that many pending videos. */
    public static VideoStore withPending(Path root, int videos, Clock clock) throws Exception {
        FakeFinisher finisher = new FakeFinisher();
        StorageFolders folders = new StorageFolders(root);
        VideoStore store = VideoStore.open(folders, finisher, clock).store();
        for (int n = 0; n < videos; n++) {
            new Ingest(store, finisher).ingest(Files.writeString(folders.newRecordingPath(clock.now()), "good ".repeat(300)));
        }
        return store;
    }
}
